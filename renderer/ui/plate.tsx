import type { Colour } from '#contract/sighting.ts';
import styles from './plate.module.css';
import { plateLook, spacedPlate } from './plate-look.ts';

/** A number plate that looks like one: blue, green gradient for new energy, yellow, white. */
export function Plate(props: {
  plate: string;
  colour?: Colour | undefined;
  plateClass?: string | undefined;
  size?: 'small' | 'middle' | 'large';
}) {
  const look = plateLook(props.plate, props.colour, props.plateClass);
  const { head, tail } = spacedPlate(props.plate);
  return (
    <span className={styles.plate} data-look={look} data-size={props.size ?? 'middle'} aria-label={props.plate}>
      <span aria-hidden="true">{head}</span>
      <i aria-hidden="true" />
      <span aria-hidden="true">{tail}</span>
    </span>
  );
}
