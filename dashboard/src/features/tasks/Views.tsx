import { ActionIcon, Button, Group, Menu, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import { anyFilter, filtersOf, type TaskFilters, type TaskSearch } from './search';
import { GIVEN_VIEWS, readViews, type SavedView, withView, writeViews } from './stored';

interface Props {
  readonly search: TaskSearch;
  readonly onChoose: (filters: TaskFilters) => void;
}

/** Lists with names, kept in this browser. */
export function Views({ search, onChoose }: Props) {
  const [saved, setSaved] = useState(readViews);
  const keep = (views: SavedView[]) => {
    writeViews(views);
    setSaved(views);
  };
  const filters = filtersOf(search);
  const chosen = [...saved, ...GIVEN_VIEWS].find(
    view => JSON.stringify(view.filters) === JSON.stringify(filters),
  );
  const save = () =>
    modals.open({
      modalId: 'save-view',
      title: 'Save this view',
      children: (
        <NameForm
          onName={name => {
            keep(withView(saved, { name, filters }));
            modals.close('save-view');
          }}
        />
      ),
    });
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconBookmark size={15} aria-hidden />}>
          <Words>{chosen?.name ?? 'Views'}</Words>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {GIVEN_VIEWS.map(view => (
          <Menu.Item key={view.name} onClick={() => onChoose(view.filters)}>
            {view.name}
          </Menu.Item>
        ))}
        {saved.length > 0 && <Menu.Label>Saved in this browser</Menu.Label>}
        {saved.map(view => (
          <Group key={view.name} gap={0} wrap="nowrap">
            <Menu.Item flex={1} onClick={() => onChoose(view.filters)}>
              <Words>{view.name}</Words>
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove the view ${visible(view.name)}`}
              onClick={() => keep(saved.filter(one => one.name !== view.name))}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={!anyFilter(search)} onClick={save}>
          Save this view…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NameForm({ onName }: { onName: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (name.trim() !== '') onName(name.trim());
      }}
    >
      <TextInput
        label="Name"
        data-autofocus
        maxLength={60}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" disabled={name.trim() === ''}>
          Save
        </Button>
      </Group>
    </form>
  );
}
