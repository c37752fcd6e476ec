select queue, state, n from counter where n <> 0 order by queue, state
