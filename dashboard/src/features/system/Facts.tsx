import { Fact } from '../../components/Facts';
import { Words } from '../../components/Words';
import classes from './Facts.module.css';

/** Names and values, one a line. */
export function Facts({ facts }: { facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fact key={name} name={name}>
          <Words>{value}</Words>
        </Fact>
      ))}
    </dl>
  );
}
