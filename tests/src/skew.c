/* Preloaded into a process, sets its wall clock off by CLOCK_SKEW seconds. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = syscall(SYS_clock_gettime, clock, time);
    const char *skew = getenv("CLOCK_SKEW");
    if (!failed && skew && clock == CLOCK_REALTIME) time->tv_sec += atol(skew);
    return failed;
}
