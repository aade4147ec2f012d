// For what no event tells: asks again until it holds, with a pause only between calls of the server.

export async function eventually(what, ask, patience = 30_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
