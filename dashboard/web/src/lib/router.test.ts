import { expect, test } from "vitest";
import { parse, path, type Route } from "./router";

test.each<[string, Route]>([
  ["/", { name: "home" }],
  ["/queue", { name: "queue" }],
  ["/queue/", { name: "queue" }],
  ["/queue/new", { name: "queue", compose: true }],
  ["/queue/0193-a", { name: "queue", report: "0193-a" }],
  ["/work/0193-b", { name: "work", case: "0193-b" }],
  ["/cases", { name: "cases" }],
  ["/cases/0193-c", { name: "case", id: "0193-c" }],
  ["/deliveries", { name: "deliveries" }],
  ["/calls", { name: "calls" }],
  ["/calls/samples/0193-d", { name: "calls", section: "samples", id: "0193-d" }],
])("%s is read", (address, route) => {
  expect(parse(address)).toEqual(route);
  expect(parse(path(route))).toEqual(route);
});

test.each(["/nowhere", "/cases/1/2", "/deliveries/1"])("%s leads nowhere", (address) => {
  expect(parse(address)).toEqual({ name: "lost" });
});
