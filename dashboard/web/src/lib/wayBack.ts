/** Where whoever is asked to sign in came from: a screen of the halls, which is a page of its own. No other place is led to. */
export function wayBack({ pathname, search }: { pathname: string; search: string }): string | undefined {
  const next = pathname === "/sign-in" ? new URLSearchParams(search).get("next") : null;
  return next !== null && /^\/hall\/[\w/?&=%.-]*$/.test(next) ? next : undefined;
}
