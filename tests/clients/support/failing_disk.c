/* Preloaded into a process: while the file $FAILING_DISK holds an error number (a native 32-bit
   integer, 0 for none), writing to and flushing files fails with it, as SQLite does it. */
#include "mapped_number.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static const volatile int32_t* problem;

__attribute__((constructor)) static void open_file(void) {
  problem = mapped_number("FAILING_DISK", sizeof *problem);
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
