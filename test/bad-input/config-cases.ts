import { badConfig } from "./bad-input.ts";

/** Ways to get `millrace.json` wrong. */
export const CONFIG_CASES = [
  badConfig("a comma after the last entry", '{\n  "parallelism": 4,\n}'),
  badConfig("a comment", '{\n  // slots of the API\n  "pools": { "api": 2 }\n}'),
  badConfig("a setting twice", '{\n  "pools": { "api": 2 },\n  "pools": { "slow": 1 }\n}'),
  badConfig("a setting that is misspelled", '{\n  "conections": {}\n}'),
  badConfig("a number between quotes", '{\n  "parallelism": "4"\n}'),
  badConfig("a pool without slots", '{\n  "pools": { "api": 0 }\n}'),
  badConfig("a length of time in words", '{\n  "loader": { "timeout": "10 seconds" }\n}'),
  badConfig(
    "a type of connection that does not exist",
    '{\n  "connections": {\n    "lake": { "type": "file", "path": "data" }\n  }\n}',
  ),
  badConfig("a connection without its type", '{\n  "connections": {\n    "lake": { "path": "data" }\n  }\n}'),
  badConfig("a folder without its path", '{\n  "connections": {\n    "lake": { "type": "files" }\n  }\n}'),
  badConfig(
    "a connection whose name has a space",
    '{\n  "connections": {\n    "my lake": { "type": "files", "path": "data" }\n  }\n}',
  ),
  badConfig(
    "a password",
    '{\n  "connections": {\n    "warehouse": { "type": "embedded", "password": "secret" }\n  }\n}',
  ),
  badConfig(
    "a target that names no connection",
    '{\n  "connections": {\n    "warehouse_prod": { "type": "embedded", "database": "prod" }\n  },\n  "targets": {\n    "prod": { "connections": { "warehouse": "warehous_prod" } }\n  }\n}',
  ),
  badConfig(
    "a target that makes a lake of a warehouse",
    '{\n  "targets": {\n    "prod": { "connections": { "warehouse": "lake" } }\n  }\n}',
  ),
  badConfig(
    "a default target that does not exist",
    '{\n  "targets": { "dev": {}, "prod": { "production": true } },\n  "target": "test"\n}',
  ),
  badConfig("a target in capital letters", '{\n  "targets": {\n    "Prod": { "production": true }\n  }\n}'),
  badConfig(
    "a word where true or false belongs",
    '{\n  "targets": {\n    "prod": { "readOnly": "yes" }\n  }\n}',
  ),
  badConfig(
    "a password instead of where it is",
    '{\n  "connections": {\n    "warehouse": { "type": "postgres", "password": "hunter2" }\n  }\n}',
  ),
  badConfig(
    "a password in a URL",
    '{\n  "connections": {\n    "warehouse": { "type": "postgres", "url": "postgresql://u:hunter2@db/shop" }\n  }\n}',
  ),
  badConfig(
    "the keys of a bucket instead of where they are",
    '{\n  "connections": {\n    "lake": {\n      "type": "s3",\n      "bucket": "shop",\n      "credentials": { "accessKeyId": "AKIA", "secretAccessKey": "hunter2" }\n    }\n  }\n}',
  ),
  badConfig(
    "a secret that is in two places",
    '{\n  "connections": {\n    "warehouse": { "type": "postgres", "password": { "env": "PW", "editor": "pw" } }\n  }\n}',
  ),
  badConfig(
    "a program and its arguments as one text",
    '{\n  "connections": {\n    "warehouse": { "type": "postgres", "password": { "command": "pass show db" } }\n  }\n}',
  ),
];
