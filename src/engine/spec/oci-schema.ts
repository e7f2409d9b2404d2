// Checks that what claims to be a config.json, or a process.json, has the shape of oci-types.ts; unknown members stay.
import * as v from "valibot";
import type { OciProcess, OciSpec } from "./oci-types.ts";

const text = v.string();
const texts = v.array(text);
const flag = v.boolean();
const whole = v.pipe(v.number(), v.safeInteger());
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const integer = v.union([whole, v.bigint()], "Invalid type: Expected an integer");
const absolutePath = v.pipe(text, v.startsWith("/", "Invalid path: Expected an absolute one"));

/** process.json, and the member `process` of config.json. */
export const ProcessSchema: v.GenericSchema<unknown, OciProcess> = v.looseObject({
  terminal: v.exactOptional(flag),
  consoleSize: v.exactOptional(v.looseObject({ height: id, width: id })),
  user: v.looseObject({
    uid: id,
    gid: id,
    umask: v.exactOptional(id),
    additionalGids: v.exactOptional(v.array(id)),
  }),
  args: v.exactOptional(texts),
  env: v.exactOptional(texts),
  cwd: absolutePath,
  capabilities: v.exactOptional(
    v.looseObject({
      bounding: v.exactOptional(texts),
      effective: v.exactOptional(texts),
      inheritable: v.exactOptional(texts),
      permitted: v.exactOptional(texts),
      ambient: v.exactOptional(texts),
    }),
  ),
  rlimits: v.exactOptional(v.array(v.looseObject({ type: text, hard: integer, soft: integer }))),
  noNewPrivileges: v.exactOptional(flag),
  apparmorProfile: v.exactOptional(text),
  oomScoreAdj: v.exactOptional(whole),
  selinuxLabel: v.exactOptional(text),
});

const MountSchema = v.looseObject({
  destination: text,
  type: v.exactOptional(text),
  source: v.exactOptional(text),
  options: v.exactOptional(texts),
});

const IdMappingSchema = v.looseObject({ containerID: id, hostID: id, size: id });

const DeviceSchema = v.looseObject({
  path: text,
  type: text,
  major: v.exactOptional(whole),
  minor: v.exactOptional(whole),
  fileMode: v.exactOptional(id),
  uid: v.exactOptional(id),
  gid: v.exactOptional(id),
});

const ResourcesSchema = v.looseObject({
  devices: v.exactOptional(
    v.array(
      v.looseObject({
        allow: flag,
        type: v.exactOptional(text),
        major: v.exactOptional(integer),
        minor: v.exactOptional(integer),
        access: v.exactOptional(text),
      }),
    ),
  ),
  memory: v.exactOptional(v.looseObject({ limit: v.exactOptional(integer), swap: v.exactOptional(integer) })),
  pids: v.exactOptional(v.looseObject({ limit: integer })),
  cpu: v.exactOptional(
    v.looseObject({
      shares: v.exactOptional(integer),
      quota: v.exactOptional(integer),
      period: v.exactOptional(integer),
      cpus: v.exactOptional(text),
      mems: v.exactOptional(text),
    }),
  ),
});

const SeccompSchema = v.looseObject({
  defaultAction: text,
  defaultErrnoRet: v.exactOptional(id),
  architectures: v.exactOptional(texts),
  flags: v.exactOptional(texts),
  syscalls: v.exactOptional(
    v.array(
      v.looseObject({
        names: texts,
        action: text,
        errnoRet: v.exactOptional(id),
        args: v.exactOptional(
          v.array(v.looseObject({ index: id, value: integer, valueTwo: v.exactOptional(integer), op: text })),
        ),
      }),
    ),
  ),
});

const LinuxSchema = v.looseObject({
  namespaces: v.exactOptional(v.array(v.looseObject({ type: text, path: v.exactOptional(text) }))),
  uidMappings: v.exactOptional(v.array(IdMappingSchema)),
  gidMappings: v.exactOptional(v.array(IdMappingSchema)),
  cgroupsPath: v.exactOptional(text),
  resources: v.exactOptional(ResourcesSchema),
  sysctl: v.exactOptional(v.record(text, text)),
  seccomp: v.exactOptional(SeccompSchema),
  rootfsPropagation: v.exactOptional(text),
  maskedPaths: v.exactOptional(texts),
  readonlyPaths: v.exactOptional(texts),
  mountLabel: v.exactOptional(text),
  devices: v.exactOptional(v.array(DeviceSchema)),
});

/** config.json. */
export const SpecSchema: v.GenericSchema<unknown, OciSpec> = v.looseObject({
  ociVersion: text,
  process: v.exactOptional(ProcessSchema),
  root: v.exactOptional(v.looseObject({ path: text, readonly: v.exactOptional(flag) })),
  hostname: v.exactOptional(text),
  mounts: v.exactOptional(v.array(MountSchema)),
  hooks: v.exactOptional(v.record(text, v.unknown())),
  annotations: v.exactOptional(v.record(text, text)),
  linux: v.exactOptional(LinuxSchema),
});
