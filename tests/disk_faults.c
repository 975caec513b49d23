/* Preloaded into a program: a disk that fails, and sleep that takes no time.

   DISK_FAULTS_BELOW   paths that begin with this are on the disk that fails
   DISK_FAULTS         what fails there: NAME:ERRNO:FROM, separated by commas. NAME is one of the names below,
                       ERRNO a number, FROM the first call of that name that fails, from 1
   DISK_FAULTS_REPORT  a file of 4096 zeros, in which numbers of 64 bits are counted up, for all processes:
                       microseconds that would have been slept; then the calls that failed

   Clocks go on by what would have been slept. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { LOCK, OPEN, READ, WRITE, SYNC, RENAME, UNLINK, MKDIR, STAT, KINDS };
static const char *names[KINDS] = {"lock", "open", "read", "write", "sync", "rename", "unlink", "mkdir", "stat"};
static int codes[KINDS];
static long from[KINDS];
static long calls[KINDS];
static char below[PATH_MAX];
static size_t length;
static long *report;
static long nothing[512];
static __thread int busy;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    report = nothing;
    const char *where = getenv("DISK_FAULTS_BELOW"), *what = getenv("DISK_FAULTS");
    if (where) {
        snprintf(below, sizeof below, "%s", where);
        length = strlen(below);
    }
    for (int kind = 0; what && kind < KINDS; kind++)
        for (const char *at = strstr(what, names[kind]); at; at = NULL)
            sscanf(at + strlen(names[kind]), ":%d:%ld", &codes[kind], &from[kind]);
    const char *path = getenv("DISK_FAULTS_REPORT");
    if (path) {
        busy = 1;
        int handle = open(path, O_RDWR);
        if (handle >= 0) {
            void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
            if (map != MAP_FAILED) report = map;
            close(handle);
        }
        busy = 0;
    }
}

static int fails(int kind, const char *path) {
    char whole[PATH_MAX * 2], folder[PATH_MAX];
    if (!codes[kind] || !length || busy || !path) return 0;
    if (path[0] != '/') {
        if (!getcwd(folder, sizeof folder)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", folder, path);
        path = whole;
    }
    if (strncmp(path, below, length) || __sync_add_and_fetch(&calls[kind], 1) < from[kind]) return 0;
    __sync_add_and_fetch(&report[1], 1);
    errno = codes[kind];
    return 1;
}

static int fails_at(int kind, int handle) {
    char link[64], path[PATH_MAX];
    if (!codes[kind] || !length || busy) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return fails(kind, path);
}

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        REAL(int, name, const char *, int, ...); \
        return fails(OPEN, path) ? -1 : real(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        REAL(int, name, int, const char *, int, ...); \
        return fails(OPEN, path) ? -1 : real(folder, path, flags, mode); \
    }
OPENS_AT(openat)
OPENS_AT(openat64)

#define CONTROLS(name) \
    int name(int handle, int command, ...) { \
        va_list more; \
        va_start(more, command); \
        void *value = va_arg(more, void *); \
        va_end(more); \
        REAL(int, name, int, int, ...); \
        int locks = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_GETLK; \
        return locks && fails_at(LOCK, handle) ? -1 : real(handle, command, value); \
    }
CONTROLS(fcntl)
CONTROLS(fcntl64)

#define ON_HANDLE(type, name, kind, parameters, ...) \
    type name parameters { \
        static type(*real) parameters; \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
        return fails_at(kind, handle) ? -1 : real(__VA_ARGS__); \
    }
ON_HANDLE(int, flock, LOCK, (int handle, int how), handle, how)
ON_HANDLE(int, lockf, LOCK, (int handle, int how, off_t size), handle, how, size)
ON_HANDLE(int, lockf64, LOCK, (int handle, int how, off64_t size), handle, how, size)
ON_HANDLE(ssize_t, read, READ, (int handle, void *to, size_t size), handle, to, size)
ON_HANDLE(ssize_t, pread, READ, (int handle, void *to, size_t size, off_t at), handle, to, size, at)
ON_HANDLE(ssize_t, pread64, READ, (int handle, void *to, size_t size, off64_t at), handle, to, size, at)
ON_HANDLE(ssize_t, write, WRITE, (int handle, const void *data, size_t size), handle, data, size)
ON_HANDLE(ssize_t, pwrite, WRITE, (int handle, const void *data, size_t size, off_t at), handle, data, size, at)
ON_HANDLE(ssize_t, pwrite64, WRITE, (int handle, const void *data, size_t size, off64_t at), handle, data, size, at)
ON_HANDLE(int, ftruncate, WRITE, (int handle, off_t size), handle, size)
ON_HANDLE(int, ftruncate64, WRITE, (int handle, off64_t size), handle, size)
ON_HANDLE(int, fsync, SYNC, (int handle), handle)
ON_HANDLE(int, fdatasync, SYNC, (int handle), handle)

#define ON_PATH(name, kind, parameters, ...) \
    int name parameters { \
        static int(*real) parameters; \
        if (!real) real = (int(*) parameters)dlsym(RTLD_NEXT, #name); \
        return fails(kind, path) ? -1 : real(__VA_ARGS__); \
    }
ON_PATH(rename, RENAME, (const char *path, const char *to), path, to)
ON_PATH(unlink, UNLINK, (const char *path), path)
ON_PATH(mkdir, MKDIR, (const char *path, mode_t mode), path, mode)
ON_PATH(stat, STAT, (const char *path, struct stat *to), path, to)
ON_PATH(stat64, STAT, (const char *path, struct stat64 *to), path, to)
ON_PATH(lstat, STAT, (const char *path, struct stat *to), path, to)
ON_PATH(lstat64, STAT, (const char *path, struct stat64 *to), path, to)

static int slept(long microseconds) {
    __sync_add_and_fetch(&report[0], microseconds);
    return 0;
}

int usleep(useconds_t microseconds) { return slept(microseconds); }
unsigned sleep(unsigned seconds) { return slept(seconds * 1000000L); }
int nanosleep(const struct timespec *time, struct timespec *left) {
    (void)left;
    return slept(time->tv_sec * 1000000L + time->tv_nsec / 1000);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
    (void)left;
    struct timespec now = {0, 0};
    if (flags & TIMER_ABSTIME) clock_gettime(clock, &now);
    long more = (time->tv_sec - now.tv_sec) * 1000000L + (time->tv_nsec - now.tv_nsec) / 1000;
    return slept(more > 0 ? more : 0);
}

int clock_gettime(clockid_t clock, struct timespec *to) {
    REAL(int, clock_gettime, clockid_t, struct timespec *);
    int code = real(clock, to);
    if (code == 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_REALTIME) && report) {
        long more = to->tv_nsec + report[0] % 1000000 * 1000;
        to->tv_sec += report[0] / 1000000 + more / 1000000000;
        to->tv_nsec = more % 1000000000;
    }
    return code;
}
