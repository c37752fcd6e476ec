-- $1 queue, $2 requirements
select id
from lane
where queue = $1 and digest = sha256(convert_to($2, 'UTF8'))
