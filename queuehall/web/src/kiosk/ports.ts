/// <reference types="w3c-web-serial" />
/// <reference types="w3c-web-usb" />
import { inTime, type Port } from "./printer";

/** By which way the printer is connected. */
export type Way = "serial" | "usb";

export interface Settings {
  way: Way;
  /** Dots of the paper: 384 on 58 mm, 576 on 80 mm. */
  width: 384 | 576;
  /** Of a serial line. */
  baud: number;
}

export const usual: Settings = { way: "usb", width: 576, baud: 9600 };

/** Which ways this browser has. */
export const ways: readonly Way[] = (["usb", "serial"] as const).filter((way) => way in navigator);

/** Lets the person at the kiosk choose the printer; the browser remembers it. */
export async function choose({ way }: Settings): Promise<void> {
  if (way === "serial") await navigator.serial.requestPort();
  else await navigator.usb.requestDevice({ filters: [{ classCode: 7 }] });
}

/** Opens the printer that was chosen; undefined when none was, or it is unplugged. */
export async function open(settings: Settings): Promise<Port | undefined> {
  if (!ways.includes(settings.way)) return undefined;
  return settings.way === "serial" ? openSerial(settings.baud) : openUSB();
}

/** The same, and gives up on one that does not open in time: should it open later, it is closed, lest it should print what was given up. */
export async function opened(settings: Settings): Promise<Port | undefined> {
  const opening = open(settings);
  try {
    return await inTime(opening);
  } catch (error) {
    void opening.then((port) => port?.close()).catch(() => undefined);
    throw error;
  }
}

async function openSerial(baudRate: number): Promise<Port | undefined> {
  const port = (await navigator.serial.getPorts())[0];
  if (port === undefined) return undefined;
  await port.open({ baudRate, bufferSize: 64 * 1024 });
  const writer = port.writable?.getWriter();
  const reader = port.readable?.getReader();
  if (writer === undefined || reader === undefined) throw new Error("the port cannot be written");
  return {
    write: (bytes) => writer.write(bytes),
    read: async () => (await reader.read()).value ?? new Uint8Array(),
    close: async () => {
      await reader.cancel().catch(() => undefined);
      reader.releaseLock();
      writer.releaseLock();
      await port.close();
    },
  };
}

async function openUSB(): Promise<Port | undefined> {
  const device = (await navigator.usb.getDevices())[0];
  if (device === undefined) return undefined;
  await device.open();
  if (device.configuration === null) await device.selectConfiguration(1);
  const found = device.configuration?.interfaces.find((i) => i.alternate.interfaceClass === 7);
  const out = found?.alternate.endpoints.find((e) => e.direction === "out" && e.type === "bulk");
  const into = found?.alternate.endpoints.find((e) => e.direction === "in" && e.type === "bulk");
  if (found === undefined || out === undefined) throw new Error("the device is no printer");
  await device.claimInterface(found.interfaceNumber);
  return {
    write: async (bytes) => {
      const { status } = await device.transferOut(out.endpointNumber, bytes as BufferSource);
      if (status !== "ok") throw new Error("the printer did not take it");
    },
    read: async () => {
      if (into === undefined) return new Promise(() => undefined); // it has nothing to say with
      const { data } = await device.transferIn(into.endpointNumber, into.packetSize);
      return data === undefined ? new Uint8Array() : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    },
    close: () => device.close(),
  };
}
