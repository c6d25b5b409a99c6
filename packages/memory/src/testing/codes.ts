/** The stable code of the error that a call throws; "no error" when it throws none. */
export function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
  return "no error";
}
