import type { Activity } from '../../api/activity';
import { plural, shortId } from '../../components/format';

/**
 * `canceled report`, `submitted 300 tasks`: what was done to what. Of one task or job the server
 * keeps the name, or the kind where it has none, and why a task failed.
 */
export function sentence({ verb, subjectKind, subjectId, count, detail }: Activity): string {
  if (count > 1) return `${verb} ${plural(count, subjectKind)}`;
  // The subject of these did it by itself.
  const alone = subjectKind === 'worker' && (verb === 'connected' || verb === 'disconnected');
  if (alone) return `${subjectId ?? 'a worker'} ${verb}`;
  if (subjectId === null) return `${verb} the ${subjectKind}`;
  if (!isNamed(subjectKind)) return `${verb} ${subjectKind} ${subjectId}`;
  if (detail === '') return `${verb} ${subjectKind} ${shortId(subjectId)}`;
  return verb === 'failed' ? detail : `${verb} ${detail}`;
}

/** What else there is to say: the id of what is told by its name, and whatever else was noted. */
export function aside({ verb, subjectKind, subjectId, count, detail }: Activity): string {
  if (count > 1 || subjectId === null || detail === '' || !isNamed(subjectKind)) return detail;
  return `${subjectKind} ${shortId(subjectId)}${verb === 'failed' ? ' failed' : ''}`;
}

const isNamed = (subjectKind: string) => subjectKind === 'task' || subjectKind === 'job';

/** `admin` of `token:admin`; null for what nobody did. */
export function who(actor: string | null): string | null {
  if (actor === null) return null;
  const [kind, name = ''] = actor.split(/:(.*)/s);
  if (kind === 'system' || kind === 'worker') return null;
  return name === '' ? actor : name;
}
