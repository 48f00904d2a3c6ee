import { Argument } from "commander";
import { UserError } from "../../../protocol/user-error.ts";
import type { CliCommand, CommandContext, CommandOptions } from "../command.ts";
import { EXIT } from "../command.ts";
import { copyLake } from "../lake-copy.ts";
import { listLake, listLakes } from "../lake-list.ts";

/** By the name of the action that alone takes them. */
const OPTIONS_OF = {
  ls: ["recursive", "limit"],
  cp: [
    "force",
    "dryRun",
    "include",
    "exclude",
    "jobs",
    "quiet",
    "sourceProfile",
    "sourceRegion",
    "sourceEndpoint",
    "destinationProfile",
    "destinationRegion",
    "destinationEndpoint",
  ],
} as const;

const repeated = (value: string, before?: readonly string[]): readonly string[] => [...(before ?? []), value];

export const lake: CliCommand = {
  define: (program) =>
    program
      .command("lake")
      .description("list what lakes, buckets and folders hold (ls), or copy between them (cp)")
      .addArgument(new Argument("<action>", "list, or copy").choices(["ls", "cp"]))
      .argument("[place]", "NAME:KEY of a lake of millrace.json, s3://BUCKET/KEY, or a folder or file")
      .argument("[destination]", "where cp copies to: a place too; a folder where it ends with a slash")
      // A pattern that a shell has replaced by names is told as such.
      .allowExcessArguments()
      .optionsGroup("Options of ls:")
      .option("-r, --recursive", "everything below the place, without folders")
      .option("--limit <n>", "at most so many entries")
      .optionsGroup("Options of cp:")
      .option("--dry-run", "show what would be copied")
      .option("--force", "copy also what is there with the same size and not older")
      .option(
        "--include <pattern>",
        "only keys that match it, as they are below the source; can be repeated",
        repeated,
      )
      .option("--exclude <pattern>", "no keys that match it; can be repeated", repeated)
      .option("--jobs <n>", "objects at the same time", "16")
      .option("--quiet", "print nothing but errors")
      .optionsGroup("Options of s3:// places:")
      .option("--anonymous", "read without credentials, from a public bucket")
      .option("--profile <name>", "AWS profile; with --anonymous that of the destination")
      .option("--region <name>", "region of the bucket")
      .option("--endpoint <url>", "another server with S3's interface")
      .option("--path-style", "the bucket in the path; default where there is an endpoint")
      .option("--requester-pays", "you pay for what is read, not the bucket's owner")
      .option("--source-profile <name>", "for the source of cp alone")
      .option("--source-region <name>", "for the source of cp alone")
      .option("--source-endpoint <url>", "for the source of cp alone")
      .option("--destination-profile <name>", "for the destination of cp alone")
      .option("--destination-region <name>", "for the destination of cp alone")
      .option("--destination-endpoint <url>", "for the destination of cp alone")
      // For those that every command has.
      .optionsGroup("Options:"),
  async run(context, [action, ...places], options) {
    requireSense(action === "cp" ? "cp" : "ls", places, options);
    const [place, destination] = places;
    try {
      if (action === "cp") return await copyLake(context, place ?? "", destination ?? "", options);
      return place === undefined ? await listLakes(context) : await listLake(context, place, options);
    } catch (error) {
      if (isOurs(context, error)) return EXIT.cancelled;
      throw error;
    }
  },
};

/** What an abort throws is no error to tell. */
function isOurs({ interrupted }: CommandContext, error: unknown): boolean {
  return interrupted.aborted && !(error instanceof UserError);
}

function requireSense(action: "ls" | "cp", places: readonly string[], options: CommandOptions): void {
  const most = action === "ls" ? 1 : 2;
  if (places.length > most) throw tooMany(action, places.length);
  if (action === "cp" && places.length < 2) throw tooFew(places);
  const other = action === "ls" ? "cp" : "ls";
  // `--jobs` has a default.
  const wrong = OPTIONS_OF[other].find((name) => name !== "jobs" && options[name] !== undefined);
  if (wrong !== undefined) throw ofTheOther(flagOf(wrong), action, other);
  const profile = action === "ls" ? "profile" : "sourceProfile";
  if (options["anonymous"] === true && options[profile] !== undefined)
    throw anonymousProfile(flagOf(profile));
  const ofBuckets = ["anonymous", "profile", "region", "endpoint", "pathStyle", "requesterPays"];
  const given = [...ofBuckets, ...OPTIONS_OF.cp.slice(6)].find((name) => options[name] !== undefined);
  if (given !== undefined && !places.some((place) => /^s3:\/\//i.test(place))) throw noBucket(flagOf(given));
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function badArguments(message: string, next: string): UserError {
  return new UserError({ code: "bad-arguments", message, next });
}

function tooMany(action: string, count: number): UserError {
  return badArguments(
    `\`lake ${action}\` takes ${action === "ls" ? "one place" : "a source and a destination"}, and ${count} were given.`,
    "Put a pattern in quotes, so that the shell does not replace it: 'data/*.json'.",
  );
}

function tooFew(places: readonly string[]): UserError {
  return badArguments(
    `\`lake cp\` takes a source and a destination, and ${places.length === 0 ? "none" : "one"} was given.`,
    "Such as `millrace lake cp s3://BUCKET/log_data/ ./data/log_data/`.",
  );
}

function ofTheOther(flag: string, action: string, other: string): UserError {
  return badArguments(
    `${flag} is an option of \`lake ${other}\`, not of \`lake ${action}\`.`,
    "Leave it out.",
  );
}

function anonymousProfile(flag: string): UserError {
  return badArguments(`Either --anonymous or ${flag}: one is to read without credentials.`, "Leave one out.");
}

function noBucket(flag: string): UserError {
  return badArguments(
    `${flag} is for places that begin with s3://, and there is none.`,
    "Leave it out; connections say in millrace.json how they are reached.",
  );
}
