import { execFile, type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./server.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");

/** A private Asterisk, and the settings with which the product finds it. */
export interface Exchange {
  env: NodeJS.ProcessEnv;
  /** Somebody calls the line, presses keys after so many seconds and goes on speaking until they are hung up on. */
  call(number: string, keys: { after: number; key: string }[]): Caller;
  stop(): Promise<void>;
}

export interface Caller {
  /** How the call ended, once it has. */
  ended: Promise<number | null>;
}

export async function startExchange(folder: string): Promise<Exchange> {
  mkdirSync(folder, { recursive: true });
  const [http, sip, speech] = [await freePort(), await freePort(), await freePort()];
  const settings = { ...process.env, HOTLINE_VAR: folder, ASTERISK_HTTP: String(http), ASTERISK_SIP: String(sip) };
  const script = (what: string) => run(resolve(root, "scripts/asterisk.sh"), [what], { env: settings, cwd: root });
  const { stdout } = await script("start");
  const env = Object.fromEntries(stdout.trim().split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  return {
    env: { ...env, SPEECH_ADDR: `127.0.0.1:${speech}`, SPEECH_DIR: resolve(folder, "speech") },
    call: (number, keys) => call(folder, sip, number, keys),
    stop: async () => void (await script("stop")),
  };
}

/** A tone that no silence is taken for, in A-law: 500 Hz at 8,000 samples a second. */
function voice(folder: string): string {
  const path = resolve(folder, "voice.alaw");
  writeFileSync(path, Buffer.from(Array.from({ length: 80_000 }, (_, i) => (i % 16 < 8 ? 0xb5 : 0x35))));
  return path;
}

function call(folder: string, sip: number, number: string, keys: { after: number; key: string }[]): Caller {
  const scenario = resolve(folder, "caller.xml");
  writeFileSync(scenario, dialogue(number, voice(folder), keys));
  const sipp: ChildProcess = spawn(
    "sipp",
    [`127.0.0.1:${sip}`, "-sf", scenario, "-s", "1555", "-i", "127.0.0.2", "-m", "1", "-nostdin", "-timeout", "80s"],
    { cwd: folder, stdio: "ignore" },
  );
  return { ended: once(sipp, "exit").then(([code]) => code as number | null) };
}

const headers = (method: string, from: string, to: string, cseq: number) => `${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:${from}@[local_ip]>;tag=[call_number]
To: <sip:[service]@[remote_ip]>${to}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:${from}@[local_ip]:[local_port]>
Max-Forwards: 70`;

function dialogue(number: string, file: string, keys: { after: number; key: string }[]): string {
  const pressed = keys.map(
    ({ after, key }, i) => `<pause milliseconds="${after * 1000}"/>
<send retrans="500"><![CDATA[
${headers("INFO", number, "[peer_tag_param]", 2 + i)}
Content-Type: application/dtmf-relay
Content-Length: [len]

Signal=${key}
Duration=160
]]></send>
<recv response="200"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
<send retrans="500"><![CDATA[
${headers("INVITE", number, "", 1)}
Content-Type: application/sdp
Content-Length: [len]

v=0
o=caller 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200"/>
<send><![CDATA[
${headers("ACK", number, "[peer_tag_param]", 1)}
Content-Length: 0
]]></send>
<nop><action><exec rtp_stream="${file},-1,8"/></action></nop>
${pressed.join("\n")}
<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0
]]></send>
</scenario>
`;
}
