/* What a service manager does with a socket: `hold_socket hold PORT PATH` listens on the loopback
   port and keeps it; `hold_socket with PATH PROGRAM…` runs a program with that socket, by the
   protocol of sd_listen_fds(3). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <signal.h>
#include <unistd.h>

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static struct sockaddr_un at(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

static void hold(int port, const char* path) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int held = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(held, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(held, (struct sockaddr*)&address, sizeof address) || listen(held, 1024)) fail("listen");
  const int door = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un name = at(path);
  if (bind(door, (struct sockaddr*)&name, sizeof name) || listen(door, 8)) fail(path);
  puts("held");
  fflush(stdout);
  for (;;) {
    const int caller = accept(door, NULL, NULL);
    if (caller < 0) fail("accept");
    char byte = 0;
    struct iovec part = {&byte, 1};
    union {
      char bytes[CMSG_SPACE(sizeof(int))];
      struct cmsghdr align;
    } control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &held, sizeof held);
    sendmsg(caller, &message, 0);
    close(caller);
  }
}

static void with(const char* path, char** program) {
  const int door = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un name = at(path);
  if (connect(door, (struct sockaddr*)&name, sizeof name)) fail(path);
  char byte = 0;
  struct iovec part = {&byte, 1};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  if (recvmsg(door, &message, 0) < 1) fail("recvmsg");
  int held = -1;
  memcpy(&held, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof held);
  close(door);
  if (held != 3 && (dup2(held, 3) < 0 || close(held))) fail("dup2");
  char pid[16];
  snprintf(pid, sizeof pid, "%d", (int)getpid());
  setenv("LISTEN_FDS", "1", 1);
  setenv("LISTEN_PID", pid, 1);
  execv(program[0], program);
  fail(program[0]);
}

int main(int count, char** words) {
  if (count == 4 && strcmp(words[1], "hold") == 0) hold(atoi(words[2]), words[3]);
  if (count > 3 && strcmp(words[1], "with") == 0) with(words[2], words + 3);
  return 2;
}
