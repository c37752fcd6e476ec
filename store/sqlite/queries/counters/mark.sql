-- Notes a marked call; no row when it was carried out before. ?1: writer. ?2: number. ?3: now.
insert into task_counter_writer (writer, number, written_at)
values (?1, ?2, ?3)
on conflict (writer) do update
set number = excluded.number, written_at = excluded.written_at
where task_counter_writer.number < excluded.number
