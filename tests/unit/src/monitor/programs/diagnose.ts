// Says one thing of each kind at the level that its argument names.
import { Diagnostics, say } from "../../../../../src/monitor/diagnostics.ts";
import { parseLogLevel } from "../../../../../src/protocol/log-level.ts";

const diagnostics = new Diagnostics({
  logLevel: parseLogLevel(process.argv[2]),
  syslog: true,
  cid: "0123456789abcdef",
});
diagnostics.error("an error");
diagnostics.warn("a warning");
diagnostics.info("some information");
diagnostics.debug("details");
say("as it is");
