// Where ctrmon differs from Debian's conmon 2.1.6 on purpose, each with the reason; anything else fails the suite.

export interface KnownDifference {
  readonly reason: string;
  /** Which facts it explains, and what each monitor is known to do there. A fact that is missing is "—". */
  readonly fact: RegExp;
  readonly conmon: RegExp;
  readonly ctrmon: RegExp;
  /** Only in cases of these titles. */
  readonly cases?: RegExp;
}

const ABSENT = /^—$/;
const FAILURE = /^\{"(?:data|pid|exit_code)": -1, "message": ".+"\}$/s;

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    reason: "logs have mode 0640 as in conmon 2.2, so that a group may read them; conmon 2.1.6 has 0600",
    fact: /^(?:during|end): ctr\.log(?:\.1)?$/,
    conmon: /^file (?:600|644)$/,
    ctrmon: /^file 640$/,
  },
  {
    reason: "the link SOCKET_DIR/CUUID is removed at the end; conmon leaves one behind for each container",
    fact: /^end: sockets\/\w+$/,
    conmon: /^link to /,
    ctrmon: ABSENT,
  },
  {
    reason: "a failed creation leaves no socket and no FIFO",
    fact: /^end: bundle\/(?:attach|ctl|winsz)$/,
    conmon: /^(?:socket|FIFO) /,
    ctrmon: ABSENT,
  },
  {
    reason: "an engine is always told that there is no container, and why, even when the runtime has nothing to say",
    fact: /^sync line 1$/,
    conmon: ABSENT,
    ctrmon: FAILURE,
  },
  {
    reason: "a pid file without a pid means that there is no container; conmon reports pid 0 and an exit code of -1",
    cases: /an empty pid file|no number in the pid file/,
    fact: /^(?:sync line [12]|monitor|end: persist\/exit|end: exits\/\w+)$/,
    conmon: /^(?:\{"data": (?:0|-1)\}|\{"exit_code": -1\}|255|file 644 "-1")$/,
    ctrmon: /^(?:\{"(?:data|exit_code)": -1, .*\}|1|—)$/,
  },
  {
    reason: "a line that arrives whole is one record up to 8192 bytes; conmon cuts wherever its buffer of 8 KiB ends",
    cases: /a line of 8192 bytes|60 KB of warnings|on a terminal|a terminal's|2 MB of output|limited size/,
    fact: /^log: records of (?:stdout|stderr)$/,
    conmon: /^(?:F(?:×\d+)? )?P F/,
    ctrmon: /^F(?:×\d+)?(?: P)?$/,
  },
  {
    reason: "a container whose terminal never came is not reported as created; conmon reports it and dies",
    cases: /sends no terminal/,
    fact: /^(?:sync line 1|during: .*|end: bundle\/\w+|end: pidfile|processes left)$/,
    conmon: /^/,
    ctrmon: /^(?:—|fake-runtime|\{"data": -1, "message": "Runtime did not set up terminal"\})$/,
  },
  {
    reason: "an engine that does not listen is no reason to end; conmon dies of it and the container is lost",
    cases: /closes the sync pipe/,
    fact: /^(?:monitor|during: .*|log: .*|end: persist\/exit|end: exits\/\w+|processes left)$/,
    conmon: /^(?:1|""||—|fake-runtime)$/,
    ctrmon: /^(?:|8|"still here\\n"|F|(?:file|FIFO|socket|directory|link) .+)$/,
  },
  {
    reason: "pipes that are no numbers are refused before anything is written; conmon has daemonised itself by then",
    cases: /pipe that is no number/,
    fact: /^(?:first process|monitor|end: conmon\.pid|end: ctr\.log|log: .*)$/,
    conmon: /^/,
    ctrmon: /^(?:1|none|—)$/,
  },
  {
    reason: "errors name what they are about",
    fact: /^first process says$/,
    conmon: /^\[e\] (?:unable to parse _OCI_\w+PIPE Success|Failed to open log file No such file or directory)\n$/,
    ctrmon: /^\[e\] (?:unable to parse _OCI_\w+PIPE: "\w+" is not a descriptor|Failed to open log file "[^"]+": .*)\n$/,
  },
  {
    reason: "one file that cannot be written is no reason to leave out the rest, nor to hide the container's exit code",
    cases: /(?:exit|persist) directory that is not there/,
    fact: /^(?:monitor|end: exits\/\w+)$/,
    conmon: /^(?:1|—)$/,
    ctrmon: /^(?:3|file 644 "3")$/,
  },
  {
    reason: "pipes have mode 0777 as in conmon 2.2, so that the container may open /dev/stdout as any user",
    fact: /^(?:runtime|container): descriptor [012]$/,
    conmon: /^pipe mode 10600 flags [01]$/,
    ctrmon: /^pipe mode 10777 flags [01]$/,
  },
  {
    reason: "SIGPIPE is not ignored in what the monitor starts: a shell's pipelines would not end",
    fact: /^(?:runtime|exit command|container): SigIgn:$/,
    conmon: /^0{12}1[08]0[01]$/,
    ctrmon: /^0{12}0[08]0[01]$/,
  },
  {
    reason:
      "the exit command is started with the caller's signal mask; conmon leaves SIGCHLD and SIGUSR1 blocked in it",
    fact: /^exit command: SigBlk:$/,
    conmon: /^0{11}1[4]?0?[0-9a-f]{3}$/,
    ctrmon: /^0{11}0[0-9a-f]{4}$/,
  },
  {
    reason: "the umask is 0022 as in conmon 2.2, whatever the engine's is",
    cases: /another umask/,
    fact: /^(?:runtime: umask|exit command: umask|during: .*|end: .*)$/,
    conmon: /^(?:63|(?:FIFO|file) 600.*)$/,
    ctrmon: /^(?:18|(?:FIFO|file) 64[04].*)$/,
  },
  {
    reason: "the runtime has the OOM score that the monitor was started with; conmon resets it to 0",
    cases: /with an OOM score/,
    fact: /^runtime: oom_score_adj$/,
    conmon: /^0$/,
    ctrmon: /^300$/,
  },
  {
    reason: "descriptors that are only held open do not reach the runtime",
    cases: /descriptors$/,
    fact: /^runtime: descriptor [5-9]$/,
    conmon: /^\/etc\/(?:passwd|group) /,
    ctrmon: ABSENT,
  },
  {
    reason: "--log-global-size-max is never exceeded; conmon still writes the record that reaches it",
    cases: /logs of limited size in all/,
    fact: /^log: (?:records of )?stdout$/,
    conmon: /\(550 bytes|^F×11$/,
    ctrmon: /\(500 bytes|^F×10$/,
  },
  {
    reason:
      "an oom file is in the bundle, where engines look for it, and not in the working directory; now and then the kernel tells one monitor of it and not the other",
    cases: /memory runs out/,
    fact: /^end: (?:bundle\/|persist\/)?oom$/,
    conmon: /^(?:file 644 ""|—)$/,
    ctrmon: /^(?:file 644 ""|—)$/,
  },
  {
    reason: "the notify socket is removed at the end",
    cases: /the notification/,
    fact: /^end: bundle\/notify\/notify\.sock$/,
    conmon: /^socket 777$/,
    ctrmon: ABSENT,
  },
  {
    reason:
      "all notifications that conmon 2.2 passes on, each on a line of its own; 2.1.6 knows READY and WATCHDOG only",
    cases: /the notification/,
    fact: /^the host was told$/,
    conmon: /^\[(?:"READY=1"|"WATCHDOG=1")?\]$/,
    ctrmon: /^\["(?:(?:READY|RELOADING|STOPPING|WATCHDOG|STATUS|ERRNO|BUSERROR|MONOTONIC_USEC)=[^\\]+\\n)+"\]$/,
  },
  {
    reason: "every log that is asked for is written; conmon writes only the last of several files",
    cases: /two logs in files/,
    fact: /^(?:during|end): other\.log$/,
    conmon: ABSENT,
    ctrmon: /^file 640$/,
  },
  {
    reason: "what is in the log from before counts for its size: the limit is one of the file",
    cases: /limited size that is full already/,
    fact: /^log: (?:records of )?stdout$/,
    conmon: /^(?:"first\\nsecond\\n"|F×2)$/,
    ctrmon: /^(?:"second\\n"|F)$/,
  },
  {
    reason: "a log that nobody has moved is not emptied when it is reopened",
    cases: /reopened where it is|whose log is reopened/,
    fact: /^log: (?:records of )?stdout$/,
    conmon: /^(?:"after\\n"|F)$/,
    ctrmon: /^(?:"before\\nafter\\n"|F×2)$/,
  },
];
