// Prototypes of the C library. <spawn.h>: its functions return the error number instead of setting errno.
import type { Prototype } from "./prototype.ts";

export const SPAWN = {
  /** int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const argv[], char *const envp[]) */
  posix_spawn: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "ptr"], returns: "i32" },
  /** int posix_spawn_file_actions_init(posix_spawn_file_actions_t *) */
  posix_spawn_file_actions_init: { args: ["ptr"], returns: "i32" },
  /** int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *) */
  posix_spawn_file_actions_destroy: { args: ["ptr"], returns: "i32" },
  /** int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *, int fd, int newfd) */
  posix_spawn_file_actions_adddup2: { args: ["ptr", "i32", "i32"], returns: "i32" },
  /** int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *path) */
  posix_spawn_file_actions_addchdir_np: { args: ["ptr", "ptr"], returns: "i32" },
  /** int posix_spawnattr_init(posix_spawnattr_t *) */
  posix_spawnattr_init: { args: ["ptr"], returns: "i32" },
  /** int posix_spawnattr_destroy(posix_spawnattr_t *) */
  posix_spawnattr_destroy: { args: ["ptr"], returns: "i32" },
  /** int posix_spawnattr_setflags(posix_spawnattr_t *, short flags) */
  posix_spawnattr_setflags: { args: ["ptr", "i16"], returns: "i32" },
  /** int posix_spawnattr_setpgroup(posix_spawnattr_t *, pid_t pgroup) */
  posix_spawnattr_setpgroup: { args: ["ptr", "i32"], returns: "i32" },
  /** int posix_spawnattr_setsigmask(posix_spawnattr_t *, const sigset_t *) */
  posix_spawnattr_setsigmask: { args: ["ptr", "ptr"], returns: "i32" },
  /** int posix_spawnattr_setsigdefault(posix_spawnattr_t *, const sigset_t *) */
  posix_spawnattr_setsigdefault: { args: ["ptr", "ptr"], returns: "i32" },
} as const satisfies Record<string, Prototype>;
