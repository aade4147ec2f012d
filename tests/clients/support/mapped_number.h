/* A number that a test writes into a file while a process runs: the file is mapped once. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the number is, in the file that the variable names; NULL if there is none. */
static const volatile void* mapped_number(const char* variable, size_t size) {
  const char* path = getenv(variable);
  const int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return NULL;
  void* shared = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  return shared == MAP_FAILED ? NULL : shared;
}
