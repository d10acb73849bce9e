/** Line icons, 24 × 24, drawn for this console; they take the colour of the text around them. */
import type { ReactNode } from 'react';
import type { Screen } from './screen-names.ts';

function Line(props: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="1em"
      height="1em"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {props.children}
    </svg>
  );
}

const screenIcons: Readonly<Record<Screen, ReactNode>> = {
  wall: (
    <>
      <rect x="3" y="4" width="8" height="7" rx="1.2" />
      <rect x="13" y="4" width="8" height="7" rx="1.2" />
      <rect x="3" y="13" width="8" height="7" rx="1.2" />
      <rect x="13" y="13" width="8" height="7" rx="1.2" />
    </>
  ),
  alarms: (
    <>
      <path d="M6.5 17v-5.5a5.5 5.5 0 0 1 11 0V17" />
      <path d="M4.5 20h15M6 17h12" />
      <path d="M12 3V1.8M4.6 6.2l-.9-.8M19.4 6.2l.9-.8" />
      <path d="M12 10v3" />
    </>
  ),
  journal: (
    <>
      <path d="M5 4.5h14v15H5z" />
      <path d="M8.5 9h7M8.5 12.5h7M8.5 16h4" />
    </>
  ),
  clips: (
    <>
      <rect x="3.5" y="5" width="17" height="14" rx="1.5" />
      <path d="M7.5 5v14M16.5 5v14M3.5 9.7h4M3.5 14.3h4M16.5 9.7h4M16.5 14.3h4" />
    </>
  ),
  watchlist: (
    <>
      <path d="M12 3l7.5 2.8v5.4c0 4.6-3.1 7.9-7.5 9.3-4.4-1.4-7.5-4.7-7.5-9.3V5.8z" />
      <path d="M9 9.5l6 6M15 9.5l-6 6" />
    </>
  ),
  rules: (
    <>
      <path d="M12 3.5v5M12 8.5L6 14v2M12 8.5l6 5.5v2" />
      <circle cx="6" cy="18.2" r="2.3" />
      <circle cx="18" cy="18.2" r="2.3" />
      <circle cx="12" cy="8.5" r="0.6" />
    </>
  ),
  devices: (
    <>
      <path d="M3 7.2l13.2-3 1.3 5.6-13.2 3z" />
      <path d="M17 7l3.5-.8.9 3.6-3.5.8M9 11.7l1 4.3H4.5M4.5 13.5v5" />
    </>
  ),
  county: (
    <>
      <path d="M12 15.5V4.5M7.8 8.5L12 4.3l4.2 4.2" />
      <path d="M4.5 14.5v5h15v-5" />
    </>
  ),
  settings: (
    <>
      <path d="M4 7h9M17.5 7H20M4 12h2.5M11 12h9M4 17h9M17.5 17H20" />
      <circle cx="15.2" cy="7" r="2.2" />
      <circle cx="8.8" cy="12" r="2.2" />
      <circle cx="15.2" cy="17" r="2.2" />
    </>
  ),
};

export function ScreenIcon({ screen }: { screen: Screen }) {
  return <Line>{screenIcons[screen]}</Line>;
}

export function SpeakerIcon({ on }: { on: boolean }) {
  return (
    <Line>
      <path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4z" />
      {on ? <path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" /> : <path d="M16 9.5l5 5M21 9.5l-5 5" />}
    </Line>
  );
}

export function CheckIcon() {
  return (
    <Line>
      <path d="M5 12.5l4.5 4.5L19 7.5" />
    </Line>
  );
}

const arrows = {
  left: 'M14.5 5.5L8 12l6.5 6.5',
  right: 'M9.5 5.5L16 12l-6.5 6.5',
  down: 'M5.5 9.5L12 16l6.5-6.5',
} as const;

export function ArrowIcon({ to }: { to: keyof typeof arrows }) {
  return (
    <Line>
      <path d={arrows[to]} />
    </Line>
  );
}

export function PersonIcon() {
  return (
    <Line>
      <circle cx="12" cy="8" r="3.7" />
      <path d="M4.8 20c.8-4 3.7-6 7.2-6s6.4 2 7.2 6" />
    </Line>
  );
}

export function LockIcon() {
  return (
    <Line>
      <rect x="5.5" y="10.5" width="13" height="9" rx="1.5" />
      <path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />
    </Line>
  );
}

export function ShieldMark() {
  return (
    <Line>
      <path d="M12 2.8l7.5 2.8v5.6c0 4.7-3.1 8-7.5 9.7-4.4-1.7-7.5-5-7.5-9.7V5.6z" />
      <circle cx="12" cy="11" r="2.8" />
    </Line>
  );
}

export function CloseIcon() {
  return (
    <Line>
      <path d="M6 6l12 12M18 6L6 18" />
    </Line>
  );
}
