import { describe, expect, it } from 'vitest';

import { toJob } from '../../../api/jobs';
import { jobFactory } from '../../../test/factories/job';
import { formOf } from './form';
import { leftAsStored, requestOver } from './over';

const first = formOf(toJob(jobFactory.on()));

describe('saving over what others changed', () => {
  it('leaves a schedule alone that nobody touched here', () => {
    const night = { from: '22:00', until: '06:00', weekdays: [0, 6], reason: '' };
    const { schedule } = jobFactory.off();
    const api = jobFactory.broken({ version: 3, schedule: { ...schedule, blackouts: [night] } });
    const wanted = requestOver({ ...first, command: 'mine' }, first, toJob(api));
    expect(wanted.task).toMatchObject({ command: 'mine' });
    expect(wanted.schedule).toEqual(api.schedule);
  });

  it('switches nothing on that was not switched here', () => {
    const stored = toJob(jobFactory.broken({ version: 3, enabled: false }));
    const typed = { ...first, expressions: '0 8 * * *' };
    const wanted = requestOver(typed, first, stored);
    expect(wanted.schedule).toMatchObject({ expressions: ['0 8 * * *'], active: false });
    expect(wanted.enabled).toBe(false);
    expect(leftAsStored(typed, first)).toBe('whether its schedule is on, whether it is enabled');
  });

  it('switches what was switched here', () => {
    const off = formOf(toJob(jobFactory.off({ enabled: false })));
    const typed = { ...off, active: true, enabled: true };
    const stored = toJob(jobFactory.off({ version: 3, enabled: false }));
    expect(requestOver(typed, off, stored)).toMatchObject({
      enabled: true,
      schedule: { active: true },
    });
    expect(leftAsStored(typed, off)).toBe('');
  });
});
