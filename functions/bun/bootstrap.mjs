// Serves one handler to AWS Lambda: bun bootstrap.mjs path/to/module.function

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

function post(path, body, headers = {}) {
  return fetch(`${api}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function report(path, error) {
  const type = error?.name ?? "Error";
  const body = {
    errorType: type,
    errorMessage: String(error?.message ?? error),
    stackTrace: String(error?.stack ?? "").split("\n"),
  };
  return post(path, body, { "lambda-runtime-function-error-type": type });
}

async function load(name) {
  const dot = name.lastIndexOf(".");
  const module = await import(`./${name.slice(0, dot)}.mjs`);
  const handler = module[name.slice(dot + 1)];
  if (typeof handler !== "function") throw new TypeError(`${name} is not a function`);
  return handler;
}

async function serve(handler) {
  for (;;) {
    // It may be hours until the next event.
    const next = await fetch(`${api}/invocation/next`, { timeout: false });
    const id = next.headers.get("lambda-runtime-aws-request-id");
    let reply;
    try {
      const answer = await handler(await next.json());
      reply = await post(`invocation/${id}/response`, answer);
    } catch (error) {
      reply = await report(`invocation/${id}/error`, error);
    }
    // To the end, or the connection is not kept.
    await reply.arrayBuffer();
  }
}

let handler;
try {
  handler = await load(process.argv[2]);
} catch (error) {
  await report("init/error", error);
  process.exit(1);
}
await serve(handler);
