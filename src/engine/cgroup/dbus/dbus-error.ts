// What can go wrong on a bus: a peer that answers with an error, and one that does not speak D-Bus.
import { EngineError } from "../../errors.ts";

/** A method was called and has answered with an error. */
export class DbusError extends EngineError {
  override readonly name = "DbusError";

  /** @param errorName such as `org.freedesktop.systemd1.UnitExists` @param text the peer's own words, often empty */
  constructor(
    readonly errorName: string,
    readonly text: string,
  ) {
    super(text === "" ? errorName : `${errorName}: ${text}`);
  }
}

/** Bytes, values or signatures that D-Bus does not have, and connections that end too early. */
export class DbusProtocolError extends EngineError {
  override readonly name = "DbusProtocolError";
}
