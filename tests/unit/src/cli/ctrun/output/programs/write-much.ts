// Writes a megabyte to stdout, whoever has made that non-blocking.
import { STDOUT, writeText } from "../../../../../../../src/cli/ctrun/output/streams.ts";

writeText(STDOUT, "0123456789abcdef".repeat(65_536));
