import { execFile } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Signed {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateAuthority extends Signed {
  /** `names` as openssl writes them: `DNS:localhost,IP:127.0.0.1`. `days` -1: it has expired. */
  sign(file: string, subject: string, names?: string, days?: number): Promise<Signed>;
}

/** Makes an authority, and what it signs, in `folder`. Needs the program `openssl`. */
export async function makeAuthority(folder: string, name: string): Promise<CertificateAuthority> {
  const own = { cert: path.join(folder, `${name}.crt`), key: path.join(folder, `${name}.key`) };
  await openssl([
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-subj", `/CN=${name}`, "-days", "2", "-keyout", own.key, "-out", own.cert],
  ]);
  const sign = async (file: string, subject: string, names?: string, days = 2): Promise<Signed> => {
    const signed = { cert: path.join(folder, `${file}.crt`), key: path.join(folder, `${file}.key`) };
    const request = path.join(folder, `${file}.csr`);
    const extensions = path.join(folder, `${file}.ext`);
    await openssl([
      ...["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", `/CN=${subject}`, "-keyout", signed.key, "-out", request],
    ]);
    await writeFile(extensions, names === undefined ? "" : `subjectAltName=${names}\n`);
    await openssl([
      ...["x509", "-req", "-in", request, "-CA", own.cert, "-CAkey", own.key, "-CAcreateserial"],
      ...["-days", String(days), "-extfile", extensions, "-out", signed.cert],
    ]);
    await chmod(signed.key, 0o600);
    return signed;
  };
  return { ...own, sign };
}

async function openssl(args: readonly string[]): Promise<void> {
  await run("openssl", args, { env: { PATH: process.env["PATH"], OPENSSL_CONF: "" } });
}
