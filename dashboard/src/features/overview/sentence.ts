import type { Activity } from '../../api/activity';
import { plural, shortId } from '../../components/format';

/** `canceled task c320e`, `submitted 300 tasks`: what was done to what. */
export function sentence({ verb, subjectKind, subjectId, count }: Activity): string {
  if (count > 1) return `${verb} ${plural(count, subjectKind)}`;
  // The subject of these did it by itself.
  const alone = subjectKind === 'worker' && (verb === 'connected' || verb === 'disconnected');
  if (alone) return `${subjectId ?? 'a worker'} ${verb}`;
  if (subjectId === null) return `${verb} the ${subjectKind}`;
  const name = subjectKind === 'task' ? shortId(subjectId) : subjectId;
  return verb === 'failed' ? `${subjectKind} ${name} failed` : `${verb} ${subjectKind} ${name}`;
}

/** `admin` of `token:admin`; null for what nobody did. */
export function who(actor: string | null): string | null {
  if (actor === null) return null;
  const [kind, name = ''] = actor.split(/:(.*)/s);
  if (kind === 'system' || kind === 'worker') return null;
  return name === '' ? actor : name;
}
