/** The wall clock of a store's machine, as its processes see it: a library that they load before their own, compiled where the tests run. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Asks the system for the time, and adds the seconds that stand in a file; the steady time goes on. */
const SOURCE = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile long *offset;

__attribute__((constructor)) static void look(void) {
  const char *path = getenv("CLOCK_OFFSET");
  int file = path ? open(path, O_RDONLY) : -1;
  if (file < 0) return;
  void *seen = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
  if (seen != MAP_FAILED) offset = seen;
  close(file);
}

int clock_gettime(clockid_t which, struct timespec *at) {
  int failed = syscall(SYS_clock_gettime, which, at);
  if (!failed && offset && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) at->tv_sec += *offset;
  return failed;
}

int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
`

/** Why no clock can be shifted here; undefined: it can be. */
export function noStoreClock(): string | undefined {
  const isHere = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0
  return isHere ? undefined : 'the library that shifts a clock is compiled by cc, on Linux'
}

/** A clock. */
export interface StoreClock {
  /** For processes that go by it. */
  readonly environment: Readonly<Record<string, string>>
  /** From now on it is so many milliseconds ahead of what it was at first. */
  shift(milliseconds: number): void
  remove(): void
}

/** Makes one that is right. */
export function makeStoreClock(): StoreClock {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-store-clock-'))
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755)
  const [library, file] = [join(folder, 'clock.so'), join(folder, 'offset')]
  const compiler = ['-shared', '-fPIC', '-O1', '-w', '-x', 'c', '-', '-o', library]
  const made = spawnSync('cc', compiler, { input: SOURCE, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const shift = (milliseconds: number): void => {
    const seconds = Buffer.alloc(8)
    seconds.writeBigInt64LE(BigInt(Math.round(milliseconds / 1000)))
    // In place: who has mapped it sees it.
    writeFileSync(file, seconds, { flag: 'r+' })
  }
  writeFileSync(file, Buffer.alloc(8))
  return {
    environment: { LD_PRELOAD: library, CLOCK_OFFSET: file },
    shift,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
