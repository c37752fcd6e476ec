import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { expectAccessible } from '../test/axe';
import { show } from '../test/render';
import { FieldGroup } from './FieldGroup';

it('is described by what it is about and by what is wrong with it, and shouts neither', async () => {
  const { container } = await show(
    <>
      <FieldGroup title="Hours" description="None: every hour" error="Must be fewer">
        some
      </FieldGroup>
      <FieldGroup title="Days">some</FieldGroup>
    </>,
  );
  const hours = screen.getByRole('group', { name: 'Hours' });
  expect(hours).toHaveAccessibleDescription('None: every hour Must be fewer');
  expect(screen.getByRole('group', { name: 'Days' })).not.toHaveAccessibleDescription();
  expect(screen.queryByRole('alert')).toBeNull();
  await expectAccessible(container);
});
