import assert from "node:assert/strict";
import { test } from "node:test";
import { bypassOf } from "../../runner/proxies/no-proxy.ts";

/** `host`, or `host port` where it is not 443. */
const CASES: readonly (readonly [list: string, without: readonly string[], by: readonly string[]])[] = [
  ["", [], ["example.com", "localhost", "127.0.0.1"]],
  ["*", ["example.com", "127.0.0.1", "::1"], []],
  ["a.org, *", ["example.com"], []],
  [
    "example.com",
    ["example.com", "EXAMPLE.com", "example.com.", "s3.example.com", "a.b.example.com 9000"],
    ["badexample.com", "example.com.org", "example.org", "com"],
  ],
  [".example.com", ["example.com", "s3.example.com"], ["badexample.com"]],
  ["*.example.com", ["example.com", "s3.example.com"], ["badexample.com"]],
  ["s3.*.amazonaws.com", [], ["s3.eu.amazonaws.com"]],
  ["a.org,b.org c.org ,\td.org", ["a.org", "b.org", "c.org", "d.org"], ["e.org"]],
  ["minio:9000", ["minio 9000", "a.minio 9000"], ["minio", "minio 9001"]],
  ["example.com:443", ["example.com"], ["example.com 80"]],
  ["127.0.0.1", ["127.0.0.1", "127.0.0.1 9000"], ["127.0.0.2", "localhost", "1.127.0.0.1.org"]],
  ["localhost", ["localhost", "bucket.localhost"], ["127.0.0.1"]],
  ["127.0.0.1:9000", ["127.0.0.1 9000"], ["127.0.0.1"]],
  ["10.0.0.0/8", ["10.255.1.2"], ["11.0.0.1", "10.example.com"]],
  ["192.168.4.0/22,::1", ["192.168.7.255", "::1"], ["192.168.8.0", "::2"]],
  ["[::1]:9000", ["::1 9000"], ["::1"]],
  ["[::1]", ["::1", "0:0:0:0:0:0:0:1"], ["::2"]],
  ["fd00::/8", ["fd12::1"], ["fe80::1"]],
  ["10.0.0.0/33,10.0.0.0/x,/8,.,,:9000", [], ["10.0.0.1", "example.com"]],
];

for (const [list, without, by] of CASES)
  test(`NO_PROXY=${JSON.stringify(list)}`, () => {
    const bypass = bypassOf(list);
    for (const [hosts, expected] of [
      [without, true],
      [by, false],
    ] as const)
      for (const host of hosts) {
        const [name = "", port = "443"] = host.split(" ");
        assert.equal(bypass(name, Number(port)), expected, host);
      }
  });
