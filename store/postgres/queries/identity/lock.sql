-- One at a time: who counts must see what those before it kept.
select only_one from cluster for no key update
