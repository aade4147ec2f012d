/* Preloaded into a process: while the file $FAILING_DISK holds an error number (a native 32-bit
   integer, 0 for none), writing to and flushing files fails with it, as SQLite does it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const volatile int32_t* problem;

__attribute__((constructor)) static void open_file(void) {
  const char* path = getenv("FAILING_DISK");
  const int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* shared = mmap(NULL, sizeof(int32_t), PROT_READ, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) problem = shared;
  close(file);
}

static int fails(void) {
  if (!problem || *problem == 0) return 0;
  errno = *problem;
  return 1;
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  return fails() ? -1 : syscall(SYS_pwrite64, file, bytes, size, at);
}

int fdatasync(int file) { return fails() ? -1 : (int)syscall(SYS_fdatasync, file); }

int fsync(int file) { return fails() ? -1 : (int)syscall(SYS_fsync, file); }

int ftruncate64(int file, off64_t size) {
  return fails() ? -1 : (int)syscall(SYS_ftruncate, file, size);
}
