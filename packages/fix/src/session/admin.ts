/** Whether a MsgType is of the session's own messages: Heartbeat to Logout, and Logon. */
export function isAdmin(msgType: string): boolean {
  return msgType.length === 1 && "0A12345".includes(msgType);
}
