/** `Content-Disposition` with the name in UTF-8 (RFC 6266, RFC 8187), and a plain one for who cannot read that. */
export function disposition(kind: 'attachment' | 'inline', name: string, plain: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
