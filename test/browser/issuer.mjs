// A real OpenID Connect issuer on this machine. Whoever types a name is that
// user, and is in the groups that stand behind a plus sign: "ann+ops".
import { once } from "node:events";
import { createServer as serve } from "node:http";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { generateKeyPairSync } from "node:crypto";

export async function free() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

export async function issuer(redirect) {
  const { default: Provider } = await import("oidc-provider");
  const port = await free();
  const url = `http://127.0.0.1:${port}`;
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const provider = new Provider(url, {
    clients: [{ client_id: "netwhy", redirect_uris: [redirect], token_endpoint_auth_method: "none", grant_types: ["authorization_code"], response_types: ["code"] }],
    jwks: { keys: [{ ...key, alg: "RS256", use: "sig", kid: "one" }] },
    cookies: { keys: ["only for tests"] },
    claims: { openid: ["sub", "groups"], profile: ["name"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } }, // whose page asks for fonts of elsewhere
    interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id.split("+")[0], name: id, groups: id.split("+").slice(1) }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
  const others = provider.callback();
  const server = serve(async (request, response) => {
    if (!request.url.startsWith("/login/")) return others(request, response);
    if (request.method === "GET") {
      response.setHeader("Content-Type", "text/html");
      return response.end("<!doctype html><html lang=en><title>The issuer</title><link rel=icon href='data:,'><form method=post><label>Name <input name=login autofocus></label><button>Go on</button></form>");
    }
    const login = { accountId: new URLSearchParams(await text(request)).get("login") };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return { url, stop: () => { server.closeAllConnections(); server.close(); } };
}
