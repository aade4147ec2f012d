// Polls for conditions that no event announces.

export async function eventually(what, ask, patience = 30_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const result = await ask();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
