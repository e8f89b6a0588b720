import { expect, test } from "vitest";
import { phones } from "./phones";

test("each number of an organisation is dialled by itself", () => {
  expect(phones("(0629) 00-04-01|+38 050 000 00 00")).toEqual([
    { text: "(0629) 00-04-01", href: "tel:0629000401" },
    { text: "+38 050 000 00 00", href: "tel:+380500000000" },
  ]);
  expect(phones(undefined)).toEqual([]);
  expect(phones("")).toEqual([]);
});
