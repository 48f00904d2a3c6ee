/**
 * Why a text is not the address of a server that is asked over HTTP, as a clause (`does not begin with http:// or
 * https://`); undefined when it is. Never tells the text: there may be a password in it.
 */
export function serverAddressProblem(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return "does not begin with http:// or https://";
  if (!URL.canParse(text)) return "is not an address";
  const { username, password } = new URL(text);
  return username === "" && password === "" ? undefined : "has a user or a password in it";
}
