/** How one upper platform wants to be spoken to. How it is answered is the receiver's business (recognition). */
export interface PeerProfile {
  /** Of what we post; any content type is read. */
  contentType: string;
  /** HTTP codes that mean success, all 2xx; null: any 2xx. */
  success: readonly number[] | null;
  /** Notifications in one POST; 1: one by one. */
  together: number;
  /** `host` or `host:port`, beside the platform's own, at which it may ask to be told of hits. */
  receiveHosts: readonly string[];
}

export const usualPeerProfile: PeerProfile = {
  contentType: 'application/VIID+JSON;charset=UTF-8',
  success: null,
  together: 20,
  receiveHosts: [],
};

/** What is written down of it; what is not is as usual. */
export type GivenPeerProfile = { readonly [Name in keyof PeerProfile]?: PeerProfile[Name] | undefined };

export function peerProfileOf({ contentType, success, together, receiveHosts }: GivenPeerProfile): PeerProfile {
  return {
    contentType: contentType ?? usualPeerProfile.contentType,
    success: success ?? usualPeerProfile.success,
    together: together ?? usualPeerProfile.together,
    receiveHosts: receiveHosts ?? usualPeerProfile.receiveHosts,
  };
}

/** A media type with parameters, RFC 9110 section 8.3.1, and the `application/*+JSON` of the field; nothing that could end the header. */
export const contentTypeForm =
  /^[\w!#$&^.+*-]{1,64}\/[\w!#$&^.+*-]{1,64}(?: ?; ?[\w-]{1,32}=(?:[\w.+-]{1,64}|"[\w .+-]{0,64}"))*$/;
export const mostTogether = 200;

/** `county.example`, `127.0.0.1:8080`, `[::1]:8080`. */
export function isHostPort(text: string): boolean {
  if (!URL.canParse(`http://${text}`) || /[@/?#\s\\]/.test(text)) return false;
  return new URL(`http://${text}`).hostname !== '';
}
