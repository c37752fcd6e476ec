// Made from gateway/openapi.json by `npm run schema`. Do not edit.

export interface paths {
    "/api/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people did and what happened of note, newest first. The latest 10,000 rows are kept; they
         *     come up to a second late. Where much of a kind happens at once, one row tells of many.
         */
        get: operations["list_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Wanted and present size of the fleet. */
        get: operations["get_fleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of each part. */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs by name, in pages. One that has very long scripts may end before it is full. */
        get: operations["list_jobs"];
        put?: never;
        /** Keeps a new job, with its schedule, in one call: a fault in either makes nothing. */
        post: operations["create_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One job. */
        get: operations["get_job"];
        /** Sets all that is said about a job, and makes a version of it. Runs keep theirs. */
        put: operations["update_job"];
        post?: never;
        /**
         * Deletes a job with its versions and fires, and with its runs unless they are to be kept.
         * @description Without either flag what has not ended is canceled, and deleted once it has ended; the answer waits
         *     up to 10 seconds for that. With one nothing is waited for.
         */
        delete: operations["delete_job"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries the checks of a job, each as a task on a worker. How they stand is told by the job. */
        post: operations["check_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a job like this one under another name. The copy's schedule is off, so that nothing runs
         *     twice unasked.
         */
        post: operations["duplicate_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/fires": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger of a job: one row for each nominal time that its schedule named, with what became of
         *     it. Kept for 400 days.
         */
        get: operations["list_fires"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a run now. Its trigger is `manual` when a browser's session asks, `api` when a program
         *     does with a token.
         * @description With an idempotency key the call may be repeated: the answer to the second is 200 with the run of the
         *     first, however that ended. The key belongs to its caller and the job.
         */
        post: operations["run_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs of a job, newest first, in pages. Tasks of its checks are no runs. */
        get: operations["list_job_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The schedule of a job. */
        get: operations["get_schedule"];
        /**
         * Sets the schedule of a job and nothing else. Any call of it, off included, mends a broken job.
         *     Switching it off is always allowed.
         */
        put: operations["set_schedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Computes the nominal times of a job anew, from its versions, and compares them with the ledger. */
        post: operations["verify_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of a job, newest first, in pages. */
        get: operations["list_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/upcoming": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next runs of all jobs, earliest first. After a run of an interval job nothing is known. */
        get: operations["list_upcoming"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All queues, with what stands in them. */
        get: operations["list_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queues/{queue}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets the rules of a queue, which need not have any tasks yet.
         * @description With a limit, tasks of the queue pass one after the other in the order of its line: priority, due
         *     time, age. What workers have when a limit is set counts and goes on, even when it is more.
         */
        put: operations["update_queue"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs of all jobs, or of one, newest first, in pages. */
        get: operations["list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run. */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts a command for a time. */
        post: operations["schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The next times of a schedule, with a word on the odd days. Keeps nothing. */
        post: operations["preview_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who calls. */
        get: operations["get_session"];
        put?: never;
        /**
         * Signs a browser in. Needs no token.
         * @description The answer sets a cookie, which stands for the token from then on. It is called
         *     `taskmaster_session_8082` at an address with port 8082, and `taskmaster_session` at one without a
         *     port. A code can be used once.
         */
        post: operations["sign_in"];
        /**
         * Signs a browser out. Needs no token.
         * @description The session of the cookie ends, whoever else has it: within 2 s at every coordinator. The answer
         *     removes the cookie.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks by status, and the workers. */
        get: operations["stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stats/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What ended within the last minutes, and how long it waited and ran. Kept for seven days; a few
         *     seconds old.
         */
        get: operations["history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a task is. */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the whole is made of. */
        get: operations["system"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the coordinator and this gateway were told, key by key, secrets masked. */
        get: operations["configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks, newest first, in pages. */
        get: operations["list_tasks"];
        put?: never;
        /**
         * Accepts one task. When this returns, the task is durable.
         * @description With an idempotency key, in the body or in the header, the call may be repeated (in both it must
         *     be the same, 1 to 255 visible ASCII characters): the answer to the second is 200 with the task of the first. Without one the gateway makes its own where
         *     it could repeat the call at another coordinator, which it does not show, so that the loss of a coordinator
         *     never makes two tasks of one call.
         */
        post: operations["submit_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task. */
        get: operations["get_task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ended attempts of a task that were not its last; the last one is the task's own. */
        get: operations["list_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a task. One that a worker has is still assigned or running in the answer: its worker was
         *     told.
         */
        post: operations["cancel_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/counters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Adds to counters of a task, which go on over its attempts. Seen in the task within 100 ms. Each
         *     call adds: one whose outcome is unknown may have counted.
         */
        put: operations["add_counters"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Output of a task, line by line, in pages. */
        get: operations["get_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/logs/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Output of a task as it was written, byte for byte, as a file.
         * @description Without `stream` it is all of it, in the order in which it was read, with what TaskMaster
         *     itself had to say. It is sent as fast as it is taken.
         */
        get: operations["download_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Holds a waiting, scheduled or queued task back. */
        post: operations["pause_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says how far a task is. */
        put: operations["report_progress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a paused task go on. */
        post: operations["resume_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a failed or canceled task one more life, with all its tries.
         * @description What is run for a job that is there is refused: run the job again.
         */
        post: operations["retry_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accepts up to 10,000 tasks, all or none. Each may have an idempotency key; the header
         *     `Idempotency-Key` is refused.
         */
        post: operations["submit_tasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workers, by number. Offline ones stay for an hour, then with `all`. */
        get: operations["list_workers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One worker, however long it has been offline. */
        get: operations["get_worker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{name}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The worker takes nothing new and finishes what it runs. */
        post: operations["drain_worker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A drained worker takes tasks again. */
        post: operations["resume_worker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a worker of the fleet at once and answers when it is gone. */
        post: operations["kill_worker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workers/scale": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores the wanted size of the fleet; the scheduler makes it so. */
        post: operations["scale_fleet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives. Needs no token. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Some coordinator serves, and this gateway is not about to stop. Needs no token. */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What became of tasks that were handed in together. */
        Accepted: {
            /** @description In the order of the request; of a task whose idempotency key was known, the known one. */
            ids: string[];
            /**
             * @description Places in the request, from 0, of tasks that were not accepted because their idempotency
             *     key belongs to another body: the id at that place is of the task that has the key.
             */
            keyTaken: number[];
        };
        /** @description Something that somebody did, or that happened of note. */
        Activity: {
            /**
             * @description Who did it, `kind:name`; null for many.
             * @example token:admin
             */
            actor: string | null;
            at: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description How many there are.
             */
            count: number;
            /** @description More of it, for people; may be empty. */
            detail: string;
            /**
             * Format: int64
             * @description Rises with each row.
             */
            id: number;
            /** @description Its id, or its name where that is its own; null when there are several. */
            subjectId: string | null;
            /**
             * @description `task`, `worker`, `fleet`, `queue` or `job`; others may come.
             * @example task
             */
            subjectKind: string;
            /**
             * @description What was done, in the past tense. Others than are known today may come.
             * @example submitted
             */
            verb: string;
        };
        /** @description A page of the feed, newest first. */
        ActivityPage: {
            /** @description What happened. */
            activity: components["schemas"]["Activity"][];
            /** @description `cursor` of the next page; null when this is the last. */
            nextCursor: string | null;
        };
        /** @description An attempt that was not the task's last. */
        Attempt: {
            /**
             * Format: int32
             * @description Which try, from 1; never used again.
             */
            attempt: number;
            /** @description How it ended. */
            end: components["schemas"]["AttemptEnd"];
            /**
             * Format: int32
             * @description Of its command.
             */
            exitCode: number | null;
            failure: components["schemas"]["Failure"] | null;
            finishedAt: components["schemas"]["Time"] | null;
            pickedAt: components["schemas"]["Time"] | null;
            startedAt: components["schemas"]["Time"] | null;
            worker: components["schemas"]["WorkerRef"] | null;
        };
        /**
         * @description How an attempt that was not the last one ended.
         * @enum {string}
         */
        AttemptEnd: "failed" | "lost" | "returned" | "retried";
        /** @description Attempts of a task that were not its last. */
        Attempts: {
            /** @description Oldest first. */
            attempts: components["schemas"]["Attempt"][];
        };
        /**
         * @description How the wait before a retry grows.
         * @enum {string}
         */
        Backoff: "fixed" | "exponential";
        /**
         * @description A window in which fires are skipped: once, between two instants, or daily between two times of
         *     day in the job's zone.
         */
        Blackout: {
            /**
             * @description Its first moment: RFC 3339, or a time of day such as `22:00`.
             * @example 22:00
             */
            from: string;
            /** @description Why, for people. */
            reason: string;
            /**
             * @description The first moment after it, in the same form; a time of day before `from` is on the next day.
             * @example 06:00
             */
            until: string;
            /** @description Local days on which a daily window begins, 0 is Sunday; every day when empty. */
            weekdays: number[];
        };
        /** @description What happened within a span of time. */
        Bucket: {
            at: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Tasks that were canceled.
             */
            canceled: number;
            /**
             * Format: int64
             * @description Tasks that completed.
             */
            completed: number;
            /**
             * Format: int64
             * @description Tasks that failed for good.
             */
            failed: number;
            /** @description From started to ended, of the attempts that ended. */
            runMs: components["schemas"]["Percentiles"];
            /**
             * Format: int64
             * @description Its length.
             * @example 60
             */
            seconds: number;
            /** @description From due to assigned, of the attempts that were assigned. */
            waitMs: components["schemas"]["Percentiles"];
        };
        /** @description Lists that must all hold; null is any. */
        CalendarTimes: {
            /** @description Days of the month from 1. */
            days: number[] | null;
            /** @description 0 to 23. */
            hours: number[] | null;
            /** @description 0 to 59. */
            minutes: number[] | null;
            /** @description 1 is January. */
            months: number[] | null;
            /** @description 0 is Sunday. */
            weekdays: number[] | null;
            /** @description Years. */
            years: number[] | null;
        };
        /**
         * @description What happens to times that nobody acted upon within a minute, an outage or whatever else made
         *     them late. Those that are less late run as if they were on time.
         * @enum {string}
         */
        Catchup: "none" | "last" | "all";
        /**
         * @description What a check does.
         * @enum {string}
         */
        CheckKind: "tcp" | "command";
        /**
         * @description How a check stands.
         * @enum {string}
         */
        CheckStatus: "unknown" | "running" | "ok" | "failed";
        /** @description The ledger of a job beside the times that its versions name. */
        Comparison: {
            /** @description Times without a row, at most 1,000. */
            absent: components["schemas"]["Time"][];
            coveredTo: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Times that the versions name.
             */
            expected: number;
            /**
             * Format: int64
             * @description Rows that the ledger has.
             */
            found: number;
            /** @description Rows of no such time, at most 1,000. */
            surplus: components["schemas"]["Time"][];
        };
        /** @description What the parts were told. In `taskmaster up` both are the same. */
        Configuration: {
            /** @description The coordinator that was asked. */
            coordinator: components["schemas"]["Setting"][];
            /** @description The gateway that answers. */
            gateway: components["schemas"]["Setting"][];
        };
        /** @description A coordinator. */
        Coordinator: {
            /** @description URL under which it is reached. */
            address: string;
            /**
             * Format: int64
             * @description Its number.
             */
            id: number;
            lastBeatAt: components["schemas"]["Time"] | null;
        };
        /** @description A job that is gone. */
        DeletedJob: {
            /**
             * Format: int32
             * @description Runs that had not ended and were canceled, or told to end.
             */
            canceled: number;
        };
        /** @description Why an attempt failed, in a word and in a sentence. */
        Failure: {
            /** @description The word. */
            kind: components["schemas"]["FailureKind"];
            /** @description The sentence. */
            message: string;
        };
        /**
         * @description What a failure is of.
         * @enum {string}
         */
        FailureKind: "exit_code" | "error" | "timeout" | "start_timeout" | "lost_worker" | "dependency" | "rejected" | "limit_exceeded" | "poison";
        /** @description A field and what is wrong with it. */
        FieldError: {
            /** @description Its path, such as `tasks[17].command`. */
            field: string;
            /** @description What must hold. */
            message: string;
        };
        /** @description What became of a nominal time. */
        Fire: {
            decidedAt: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description The version of the job that decided.
             */
            jobVersion: number;
            nominalAt: components["schemas"]["Time"] | null;
            /** @description What became of it. */
            outcome: components["schemas"]["FireOutcome"];
            reason: components["schemas"]["FireReason"] | null;
            /**
             * Format: uuid
             * @description The run that was made.
             */
            runId: string | null;
        };
        /**
         * @description What became of a nominal time.
         * @enum {string}
         */
        FireOutcome: "fired" | "skipped" | "blocked" | "missed";
        /** @description A page of the ledger, latest nominal time first. */
        FirePage: {
            /** @description One for each nominal time. */
            fires: components["schemas"]["Fire"][];
            /** @description `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
        };
        /**
         * @description The rule by which a fire was skipped, or why it was blocked or missed.
         * @enum {string}
         */
        FireReason: "overlap" | "blackout" | "checks" | "disabled" | "outage" | "window" | "superseded" | "changed";
        /** @description The fleet. */
        Fleet: {
            /**
             * @description `process`, `docker`, `kubernetes`; `none` when no scheduler keeps a fleet.
             * @example process
             */
            backend: string;
            /** @description Of the scheduler's last pass; null when all was well. */
            lastError: string | null;
            /**
             * Format: int32
             * @description Workers that there are.
             */
            present: number;
            /**
             * Format: int32
             * @description Workers that there should be.
             */
            wanted: number;
        };
        /**
         * @description What happens to a local time that comes twice.
         * @enum {string}
         */
        Fold: "cron" | "first" | "last" | "both";
        /**
         * @description What happens to a local time that the clock jumps over.
         * @enum {string}
         */
        Gap: "cron" | "edge" | "shift" | "skip";
        /** @description Health of the whole. */
        Health: {
            /** @description Each part. */
            parts: components["schemas"]["Parts"];
            /** @description The worst of all parts. */
            status: components["schemas"]["HealthStatus"];
        };
        /**
         * @description How well something works.
         * @enum {string}
         */
        HealthStatus: "ok" | "degraded" | "down";
        /** @description What ended when. */
        History: {
            /**
             * @description Oldest first, without gaps, at most 300: minutes, or whole numbers of them. The last one is
             *     still under way.
             */
            buckets: components["schemas"]["Bucket"][];
            /** @description The sum of all, with percentiles of the whole. */
            total: components["schemas"]["Bucket"];
        };
        /** @description A job and how it stands. */
        Job: components["schemas"]["JobDefinition"] & {
            /** @description The breaker has switched its schedule off, until somebody sets that again. */
            broken: boolean;
            /**
             * Format: int64
             * @description Counter `errors` of the run that broke it.
             */
            brokenErrors: number;
            /** @description Its conditions, and how they stand. */
            checks: components["schemas"]["JobCheckState"][];
            createdAt: components["schemas"]["Time"] | null;
            /** @description Who made it, `kind:name`. */
            createdBy: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            lastFinishedAt: components["schemas"]["Time"] | null;
            lastRun: components["schemas"]["Run"] | null;
            nextRunAt: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description Runs that have not ended, those that wait included.
             */
            openRuns: number;
            /** @description States of its latest runs, newest first, at most 20. */
            recent: components["schemas"]["State"][];
            /** @description How its schedule stands. */
            scheduleState: components["schemas"]["ScheduleState"];
            /**
             * @description The schedule in English.
             * @example at 09:00 on Monday to Friday
             */
            scheduleText: string;
            updatedAt: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description Each edit makes one more.
             */
            version: number;
        };
        /** @description A condition of the outside world. */
        JobCheck: {
            /** @description Of `command`: what bash reads. */
            command: string | null;
            /** @description Of `tcp`: name or address. */
            host: string | null;
            /** @description What it does. */
            kind: components["schemas"]["CheckKind"];
            /** @description Unique within its job. */
            name: string;
            /**
             * Format: int32
             * @description Of `tcp`: 1 to 65535.
             */
            port: number | null;
            /**
             * Format: double
             * @description Wall clock that it has.
             */
            timeoutSeconds: number;
        };
        /** @description A check and how it stands. */
        JobCheckState: components["schemas"]["JobCheck"] & {
            checkedAt: components["schemas"]["Time"] | null;
            /** @description Why it failed; empty when it did not. */
            message: string;
            /** @description How it stands. */
            status: components["schemas"]["CheckStatus"];
            /**
             * Format: uuid
             * @description Its last task.
             */
            taskId: string | null;
        };
        /** @description What somebody said about a job, but for its checks. */
        JobDefinition: {
            /**
             * Format: int32
             * @description So many scheduled runs that fail one after the other break it; 0 is never.
             */
            breakerThreshold: number;
            /** @description For people. */
            description: string;
            /** @description While it is false every run is refused. Runs that wait when it becomes false are canceled. */
            enabled: boolean;
            /** @description Words to find it by. */
            labels: {
                [key: string]: string;
            };
            /**
             * @description Unique.
             * @example nightly backup
             */
            name: string;
            notify: components["schemas"]["Notify"] | null;
            /** @description Whose it is, `kind:name`. */
            owner: string;
            /** @description Without at least one check, and all of them ok, nothing runs. */
            requiresChecks: boolean;
            /** @description When it runs by itself. */
            schedule: components["schemas"]["JobSchedule"];
            /** @description What its runs are made of. */
            task: components["schemas"]["JobTask"];
        };
        /** @description A page of jobs by name. */
        JobPage: {
            /** @description The jobs. */
            jobs: components["schemas"]["Job"][];
            /** @description `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
        };
        /** @description When a job runs by itself, and by which rules. */
        JobSchedule: components["schemas"]["JobTimes"] & {
            /** @description On or off. */
            active: boolean;
            /** @description Windows in which fires are skipped. */
            blackouts: components["schemas"]["Blackout"][];
            /** @description After an outage. */
            catchup: components["schemas"]["Catchup"];
            /**
             * Format: double
             * @description How long after its time a fire may still be caught up.
             */
            catchupWindowSeconds: number;
            endsAt: components["schemas"]["Time"] | null;
            /** @description Local times that come twice. */
            fold: components["schemas"]["Fold"];
            /** @description Local times that the clock jumps over. */
            gap: components["schemas"]["Gap"];
            /**
             * Format: double
             * @description A run starts up to so much after its time.
             */
            jitterSeconds: number;
            /** @description While a run has not ended. */
            overlap: components["schemas"]["Overlap"];
            startsAt: components["schemas"]["Time"] | null;
            /**
             * @description IANA name of the zone in which it is read.
             * @example Europe/Berlin
             */
            timezone: string;
        };
        /** @description What the runs of a job are made of. */
        JobTask: {
            /**
             * @description What bash reads; empty for a noop.
             * @example pg_dump shop > /backup/shop.sql
             */
            command: string;
            /** @description Environment on top of the worker's, with its values: it is part of what is edited. */
            env: {
                [key: string]: string;
            };
            /** @description Its worker stops a run before anyone else may start it. */
            exclusive: boolean;
            /**
             * Format: double
             * @description From SIGTERM to SIGKILL.
             */
            graceSeconds: number;
            /**
             * Format: double
             * @description How long an attempt may run while nothing is told of it: no counter, no progress. For ever
             *     when null.
             */
            heartbeatTimeoutSeconds: number | null;
            /**
             * @description The kind of work.
             * @example shell
             */
            kind: string;
            /** @description Labels of each run. */
            labels: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description Tries of each run.
             */
            maxAttempts: number;
            /** @description Of the client's own. */
            metadata: Record<string, never>;
            /** @description For people. */
            name: string;
            /**
             * Format: int32
             * @description The higher, the sooner.
             */
            priority: number;
            /**
             * @description Its line.
             * @example default
             */
            queue: string;
            /** @description Labels that the worker must have. */
            requiredLabels: {
                [key: string]: string;
            };
            /** @description What follows a failure. */
            retry: components["schemas"]["Retry"];
            simulate: components["schemas"]["Simulate"] | null;
            /**
             * Format: double
             * @description How long a run may stay queued; for ever when null.
             */
            startTimeoutSeconds: number | null;
            /**
             * Format: double
             * @description Wall clock of an attempt.
             */
            timeoutSeconds: number;
            /** @description Where the command starts; a fresh folder when null. */
            workingDir: string | null;
        };
        /** @description The times of a schedule. */
        JobTimes: {
            /** @enum {string} */
            kind: "none";
        } | {
            /** @description Five fields, six with seconds in front, or a word such as `@daily`. */
            expressions: string[];
            /** @enum {string} */
            kind: "cron";
        } | {
            /** @enum {string} */
            kind: "interval";
            /**
             * Format: int64
             * @description The wait in seconds.
             */
            seconds: number;
        } | (components["schemas"]["CalendarTimes"] & {
            /** @enum {string} */
            kind: "calendar";
        }) | {
            at: components["schemas"]["Time"] | null;
            /** @enum {string} */
            kind: "once";
        };
        /** @description What held from some time on. */
        JobVersion: components["schemas"]["JobDefinition"] & {
            /** @description Its conditions. */
            checks: components["schemas"]["JobCheck"][];
            /** @description Who said it, `kind:name`; `system:breaker` is the breaker. */
            editedBy: string;
            validFrom: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description Its number, from 1.
             */
            version: number;
        };
        /** @description A page of versions, newest first. */
        JobVersions: {
            /** @description `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /** @description The versions. */
            versions: components["schemas"]["JobVersion"][];
        };
        /** @description Any JSON without U+0000 in its texts, numbers from -2^53 to 2^53. */
        Json: unknown;
        /** @description A worker that has stopped. */
        Killed: {
            /** @description The container or pod that it ran in; null for a process. */
            container: string | null;
            /** @description The worker's name. */
            name: string;
            /** @description Always true. */
            ok: boolean;
            /**
             * Format: int32
             * @description Tasks that went back to their queue.
             */
            requeued: number;
        };
        /**
         * @description The kinds of work that can be handed in.
         * @enum {string}
         */
        Kind: "shell" | "simulate" | "noop";
        /** @description How large things may be. */
        Limits: {
            /** @description Tries of a task. */
            attempts: components["schemas"]["Range"];
            /** @description Bytes of a request's body. */
            bodyBytes: number;
            /** @description Tasks of one call. */
            bulkTasks: number;
            /** @description Bytes of a command. */
            commandBytes: number;
            /** @description Workers of a fleet. */
            fleet: components["schemas"]["Range"];
            /** @description Bytes of an idempotency key. */
            idempotencyKeyBytes: number;
            /** @description Labels of a task. */
            labels: number;
            /** @description Bytes of metadata, as JSON. */
            metadataBytes: number;
            /** @description Bytes of a name. */
            nameBytes: number;
            /**
             * Format: int64
             * @description Bytes that an attempt may write.
             */
            outputBytes: number;
            /**
             * Format: int32
             * @description Tasks of one page.
             */
            page: number;
            /** @description Urgency of a task. */
            priority: components["schemas"]["Range"];
            /** @description Wall clock of an attempt. */
            timeoutSeconds: components["schemas"]["Range"];
        };
        /** @description A line of output. */
        Line: {
            /**
             * Format: int32
             * @description Whose it is.
             */
            attempt: number;
            /** @description It goes on in the next line: it was longer than 64 KiB, or the last without a line feed. */
            partial: boolean;
            /**
             * Format: int64
             * @description Number from 1, per attempt, over all streams.
             */
            seq: number;
            /** @description Where it came from. */
            stream: components["schemas"]["Stream"];
            /** @description Without its line feed; what is not UTF-8 reads as U+FFFD. */
            text: string;
            time: components["schemas"]["Time"] | null;
        };
        /** @description Lines of output. */
        Lines: {
            /** @description In their order. */
            lines: components["schemas"]["Line"][];
            /**
             * Format: int64
             * @description `after` of the next page, also when there is nothing more yet.
             */
            next: number;
        };
        /** @description Paths to go on with. */
        Links: {
            /** @description Health of each part. */
            health: string;
            /** @description The description of all routes. */
            openapi: string;
        };
        /** @description A window in which fires are skipped. */
        NewBlackout: {
            /** @description Its first moment: RFC 3339, or a time of day such as `22:00` in the job's zone. */
            from: string;
            /** @description Why, for people. */
            reason?: string | null;
            /** @description The first moment after it, in the same form; a time of day before `from` is on the next day. */
            until: string;
            /** @description Of a daily window: the local days on which it begins, 0 is Sunday; every day when absent. */
            weekdays?: number[] | null;
        };
        /**
         * @description A condition of the outside world. Each kind has fields of its own: `tcp` `host` and `port`,
         *     `command` `command`.
         */
        NewCheck: {
            /** @description Told only; ignored when it is sent. */
            readonly checkedAt?: unknown;
            /** @description Of `command`: what bash reads; all is well when it ends with 0. */
            command?: string | null;
            /** @description Of `tcp`: name or address. */
            host?: string | null;
            /** @description What it does. */
            kind: components["schemas"]["CheckKind"];
            /** @description Told only; ignored when it is sent. */
            readonly message?: unknown;
            /** @description Unique within its job. */
            name: string;
            /**
             * Format: int64
             * @description Of `tcp`: 1 to 65535.
             */
            port?: number | null;
            /** @description Told only; ignored when it is sent. */
            readonly status?: unknown;
            /** @description Told only; ignored when it is sent. */
            readonly taskId?: unknown;
            /**
             * Format: double
             * @description Wall clock that it has; 10 when absent.
             */
            timeoutSeconds?: number | null;
        };
        /** @description Which checks are to be tried. */
        NewChecks: {
            /** @description Their names; all when absent. */
            names?: string[] | null;
        };
        /** @description What of the ledger is to be compared. */
        NewComparison: {
            since?: components["schemas"]["Time"] | null;
        };
        /** @description The name of a copy. */
        NewCopy: {
            /** @description Unique among jobs. */
            name: string;
        };
        /**
         * @description What is to be added to counters, by names of 1 to 100 letters, digits, or one of `. _ -`. One
         *     number is above 0.
         * @example {
         *       "failures": 1,
         *       "success": 5
         *     }
         */
        NewCounts: {
            [key: string]: number;
        };
        /**
         * @description All that is said about a job. What is null counts as absent; what is absent gets its default,
         *     whatever held before. What a job tells beyond that is read-only: it may be sent, and is ignored.
         * @example {
         *       "name": "nightly backup",
         *       "schedule": {
         *         "expressions": [
         *           "0 3 * * *"
         *         ],
         *         "kind": "cron",
         *         "timezone": "Europe/Berlin"
         *       },
         *       "task": {
         *         "command": "pg_dump shop > /backup/shop.sql",
         *         "maxAttempts": 3
         *       }
         *     }
         */
        NewJob: {
            /**
             * Format: int64
             * @description So many scheduled runs that fail one after the other break it: 1 when absent, 0 is never.
             */
            breakerThreshold?: number | null;
            /** @description Told only; ignored when it is sent. */
            readonly broken?: unknown;
            /** @description Told only; ignored when it is sent. */
            readonly brokenErrors?: unknown;
            /** @description Conditions of the outside world, at most 50. */
            checks?: components["schemas"]["NewCheck"][] | null;
            /** @description Told only; ignored when it is sent. */
            readonly createdAt?: unknown;
            /** @description Told only; ignored when it is sent. */
            readonly createdBy?: unknown;
            /** @description For people; at most 16 KiB. */
            description?: string | null;
            /**
             * @description While it is false every run is refused; true when absent. Runs that wait when it becomes
             *     false are canceled.
             */
            enabled?: boolean | null;
            /** @description Told only; ignored when it is sent. */
            readonly id?: unknown;
            /** @description Words to find it by. */
            labels?: {
                [key: string]: string;
            } | null;
            /** @description Told only; ignored when it is sent. */
            readonly lastFinishedAt?: unknown;
            /** @description Told only; ignored when it is sent. */
            readonly lastRun?: unknown;
            /** @description Unique among jobs. */
            name: string;
            /** @description Told only; ignored when it is sent. */
            readonly nextRunAt?: unknown;
            notify?: components["schemas"]["NewNotify"] | null;
            /** @description Told only; ignored when it is sent. */
            readonly openRuns?: unknown;
            /** @description Whose it is, `kind:name`; the caller's when absent. */
            owner?: string | null;
            /** @description Told only; ignored when it is sent. */
            readonly recent?: unknown;
            /** @description Without at least one check, and all of them ok, nothing runs; false when absent. */
            requiresChecks?: boolean | null;
            schedule?: components["schemas"]["NewJobSchedule"] | null;
            /** @description Told only; ignored when it is sent. */
            readonly scheduleState?: unknown;
            /** @description Told only; ignored when it is sent. */
            readonly scheduleText?: unknown;
            /**
             * @description What its runs are made of: a task without `scheduledAt`, `delaySeconds` and
             *     `idempotencyKey`.
             */
            task: components["schemas"]["NewTask"];
            /** @description Told only; ignored when it is sent. */
            readonly updatedAt?: unknown;
            /** @description Told only; ignored when it is sent. */
            readonly version?: unknown;
        };
        /**
         * @description A schedule that is set. What is null counts as absent; what is absent gets its default,
         *     whatever held before. Each kind has fields of its own: `cron` `expressions`; `interval`
         *     `seconds`; `calendar` `years`, `months`, `days`, `weekdays`, `hours`, `minutes`; `once` `at`.
         * @example {
         *       "expressions": [
         *         "0 9 * * 1-5"
         *       ],
         *       "kind": "cron",
         *       "timezone": "Europe/Berlin"
         *     }
         */
        NewJobSchedule: {
            /** @description On when absent. */
            active?: boolean | null;
            at?: components["schemas"]["Time"] | null;
            /** @description Windows in which fires are skipped. */
            blackouts?: components["schemas"]["NewBlackout"][] | null;
            catchup?: components["schemas"]["Catchup"] | null;
            /**
             * Format: double
             * @description How long after its time a fire may still be caught up; a day when absent.
             */
            catchupWindowSeconds?: number | null;
            /** @description 1 to 31. */
            days?: number[] | null;
            endsAt?: components["schemas"]["Time"] | null;
            /**
             * @description Of `cron`: five fields, six with seconds in front, or a word such as `@daily`; a time that
             *     several name counts once.
             */
            expressions?: string[] | null;
            fold?: components["schemas"]["Fold"] | null;
            gap?: components["schemas"]["Gap"] | null;
            /** @description 0 to 23. */
            hours?: number[] | null;
            /**
             * Format: double
             * @description A run starts up to so much after its time, drawn for each; 0 when absent.
             */
            jitterSeconds?: number | null;
            kind?: components["schemas"]["ScheduleKind"] | null;
            /** @description 0 to 59. */
            minutes?: number[] | null;
            /** @description 1 to 12. */
            months?: number[] | null;
            overlap?: components["schemas"]["Overlap"] | null;
            /**
             * Format: int64
             * @description Of `interval`: from the last finish to the next start.
             */
            seconds?: number | null;
            startsAt?: components["schemas"]["Time"] | null;
            /** @description IANA name; `UTC` when absent. */
            timezone?: string | null;
            /** @description 0, Sunday, to 6. */
            weekdays?: number[] | null;
            /** @description Of `calendar`, as the five below: null or empty is any, and all of them must hold. */
            years?: number[] | null;
        };
        /**
         * @description A worker that is to be stopped at once.
         * @example {
         *       "name": "worker-2"
         *     }
         */
        NewKill: {
            /** @description Its name, or that of the container or pod that it runs in. */
            name: string;
            /** @description Start another in its place; otherwise the wanted size falls by one. */
            replace?: boolean | null;
        };
        /** @description Whom to tell of ended runs. Kept and shown; nothing is sent yet. */
        NewNotify: {
            /** @description Addresses. */
            emails: string[];
            on?: components["schemas"]["NotifyOn"] | null;
        };
        /**
         * @description A schedule to be looked at.
         * @example {
         *       "count": 10,
         *       "schedule": {
         *         "expressions": [
         *           "30 2 * * *"
         *         ],
         *         "kind": "cron",
         *         "timezone": "Europe/Berlin"
         *       }
         *     }
         */
        NewPreview: {
            after?: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Times, 1 to 1,000; 10 when absent.
             */
            count?: number | null;
            /** @description The schedule. */
            schedule: components["schemas"]["NewJobSchedule"];
        };
        /**
         * @description How far a task is.
         * @example {
         *       "message": "half of the rows",
         *       "percent": 50
         *     }
         */
        NewProgress: {
            /** @description For people; none when absent. */
            message?: string | null;
            /**
             * Format: double
             * @description 0 to 100.
             */
            percent: number;
        };
        /** @description What follows a failed attempt. How often is `maxAttempts` of the task. */
        NewRetry: {
            backoff?: components["schemas"]["Backoff"] | null;
            /**
             * Format: double
             * @description The first wait; 1 when absent.
             */
            delaySeconds?: number | null;
            /**
             * Format: double
             * @description The longest wait; 300 when absent.
             */
            maxDelaySeconds?: number | null;
            /** @description Failures of these kinds are final. */
            neverOn?: components["schemas"]["FailureKind"][] | null;
        };
        /**
         * @description Rules for a queue. What is not named stays as it is.
         * @example {
         *       "concurrency": 1
         *     }
         */
        NewRules: {
            /**
             * Format: int64
             * @description How many of its tasks may be under way at once, 1 to 100,000; null lifts the limit.
             */
            concurrency?: number | null;
            /** @description Give nothing of it to workers. What they have goes on. */
            paused?: boolean | null;
        };
        /** @description What one run has different. What is absent is the job's. */
        NewRun: {
            /** @description Another command or script, of a shell job. */
            command?: string | null;
            /** @description Laid over the job's. */
            env?: {
                [key: string]: string;
            } | null;
            /**
             * Format: double
             * @description Another time that an attempt may tell nothing.
             */
            heartbeatTimeoutSeconds?: number | null;
            /** @description Laid over the job's. */
            labels?: {
                [key: string]: string;
            } | null;
            /**
             * Format: int64
             * @description Another urgency.
             */
            priority?: number | null;
            /** @description Another line. */
            queue?: string | null;
            /**
             * Format: double
             * @description Another time that it may be queued.
             */
            startTimeoutSeconds?: number | null;
            /**
             * Format: double
             * @description Another wall clock of an attempt.
             */
            timeoutSeconds?: number | null;
        };
        /**
         * @description A command and its time.
         * @example {
         *       "command": "echo hello",
         *       "scheduled_at": "2026-11-21T09:00:00.000Z"
         *     }
         */
        NewSchedule: {
            /** @description What bash reads, or what a task that runs nothing shows. */
            command: string;
            kind?: components["schemas"]["Kind"] | null;
            /**
             * Format: date-time
             * @description Not before this time, at most a thousand years ahead; the past means now. RFC 3339, with an offset.
             * @example 2026-11-21T09:00:00.000Z
             */
            scheduled_at: string;
        };
        /**
         * @description A wish for the fleet's size.
         * @example {
         *       "count": 3
         *     }
         */
        NewSize: {
            /**
             * Format: int64
             * @description Workers that there should be, 1 to 50.
             */
            count: number;
        };
        /**
         * @description A task that is handed in. What is null counts as absent.
         * @example {
         *       "command": "echo hello",
         *       "kind": "shell",
         *       "labels": {
         *         "team": "data"
         *       },
         *       "maxAttempts": 3,
         *       "priority": 10,
         *       "queue": "default",
         *       "timeoutSeconds": 60
         *     }
         */
        NewTask: {
            /**
             * @description What bash reads. A `shell` task must have one; a `simulate` task shows it, a `noop` takes
             *     none.
             */
            command?: string | null;
            /**
             * Format: double
             * @description Not before so long from now; not together with `scheduledAt`.
             */
            delaySeconds?: number | null;
            /** @description Environment on top of the worker's. At most 1,000 variables with 1 MB in all. */
            env?: {
                [key: string]: string;
            } | null;
            /** @description Its worker stops it before anyone else may start it; false when absent. */
            exclusive?: boolean | null;
            /**
             * Format: double
             * @description From SIGTERM to SIGKILL; 5 when absent.
             */
            graceSeconds?: number | null;
            /**
             * Format: double
             * @description How long an attempt may run while nothing is told of it: no counter, no progress. Then it is
             *     stopped and has failed with a `timeout`. For ever when absent.
             */
            heartbeatTimeoutSeconds?: number | null;
            /**
             * @description The same key by the same caller is the same task. Visible ASCII characters, as in the header
             *     `Idempotency-Key`; when both are there they must be the same.
             */
            idempotencyKey?: string | null;
            kind?: components["schemas"]["Kind"] | null;
            /** @description Words to find it by. */
            labels?: {
                [key: string]: string;
            } | null;
            /**
             * Format: int64
             * @description Tries in all; 1 when absent.
             */
            maxAttempts?: number | null;
            /** @description Of the client's own; at most 64 KiB as JSON, 30 levels deep, numbers from -2^53 to 2^53. */
            metadata?: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            /** @description For people; need not be unique. */
            name?: string | null;
            /** @description Whose it is, `kind:name`; the caller's when absent. */
            owner?: string | null;
            /**
             * Format: int64
             * @description The higher, the sooner; 0 when absent.
             */
            priority?: number | null;
            /** @description Its line; `default` when absent. */
            queue?: string | null;
            /** @description Labels that its worker must have. */
            requiredLabels?: {
                [key: string]: string;
            } | null;
            retry?: components["schemas"]["NewRetry"] | null;
            /**
             * Format: date-time
             * @description Not before this time, at most a thousand years ahead; the past means now. RFC 3339, with an offset.
             * @example 2026-11-21T09:00:00.000Z
             */
            scheduledAt?: string | null;
            simulate?: components["schemas"]["Simulate"] | null;
            /**
             * Format: double
             * @description How long it may stay queued; for ever when absent.
             */
            startTimeoutSeconds?: number | null;
            /**
             * Format: double
             * @description Wall clock of an attempt; 3600 when absent.
             */
            timeoutSeconds?: number | null;
            /** @description Where the command starts, an absolute path; a fresh folder when absent. */
            workingDir?: string | null;
        } | {
            command: string;
            /** @enum {unknown} */
            kind?: "shell" | null;
            simulate?: null;
        } | {
            /** @enum {unknown} */
            kind: "simulate";
        } | {
            command?: string | null;
            /** @enum {unknown} */
            kind: "noop";
            simulate?: null;
        };
        /** @description Tasks that are handed in together. */
        NewTasks: {
            /** @description 1 to 10,000. */
            tasks: components["schemas"]["NewTask"][];
        };
        /** @description Whom to tell of ended runs. Kept and shown; nothing is sent yet. */
        Notify: {
            /** @description Addresses. */
            emails: string[];
            /** @description Of which ends. */
            on: components["schemas"]["NotifyOn"];
        };
        /**
         * @description Of which ends people are told.
         * @enum {string}
         */
        NotifyOn: "success" | "failure" | "always";
        /**
         * @description What happens while a run of the job has not ended.
         * @enum {string}
         */
        Overlap: "skip" | "queue_one" | "allow" | "cancel_running";
        /** @description Health of one part. */
        Part: {
            /** @description What is wrong, or what is there. */
            detail: string;
            /** @description How well it works. */
            status: components["schemas"]["HealthStatus"];
        };
        /** @description Health of each part. */
        Parts: {
            /** @description Those that serve. */
            coordinators: components["schemas"]["Part"];
            /**
             * @description Those that are to run by themselves: `degraded` while one has no next time, or fires or the ends of
             *     runs have waited for more than 30 s.
             */
            jobs: components["schemas"]["Part"];
            /** @description The tasks that wait. */
            queues: components["schemas"]["Part"];
            /** @description Those that let time act. */
            schedulers: components["schemas"]["Scheduler"][];
            /** @description The database. */
            store: components["schemas"]["Part"];
            /** @description Those that work. */
            workers: components["schemas"]["Part"];
        };
        /**
         * @description How long things took, in milliseconds; null when there were none. Each is within an eighth of
         *     the true one.
         */
        Percentiles: {
            /**
             * Format: double
             * @description Half of them took no longer.
             */
            p50: number | null;
            /**
             * Format: double
             * @description 19 of 20 took no longer.
             */
            p95: number | null;
            /**
             * Format: double
             * @description 99 of 100 took no longer.
             */
            p99: number | null;
        };
        /** @description A time to come. */
        PreviewedTime: {
            at: components["schemas"]["Time"] | null;
            /**
             * @description The same in the schedule's zone, with its offset.
             * @example 2026-03-29T03:00:00+02:00
             */
            local: string;
            /** @description What is odd about it, or about what was left out before it; null when nothing is. */
            note: string | null;
        };
        /**
         * @description Why a call failed (`application/problem+json`).
         * @example {
         *       "detail": "command must be present",
         *       "errors": [
         *         {
         *           "field": "command",
         *           "message": "must be present"
         *         }
         *       ],
         *       "requestId": "019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
         *       "status": 400,
         *       "title": "Bad Request",
         *       "type": "/problems/validation"
         *     }
         */
        Problem: {
            /** @description What went wrong, readable alone. */
            detail: string;
            /** @description The fields that are wrong, with `validation` alone. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The id under which logs know this request; filled in on the way out. */
            requestId?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The HTTP status in words. */
            title: string;
            /**
             * @description `/problems/<slug>`; the slug never changes and may be tested for.
             * @example /problems/validation
             */
            type: string;
        };
        /** @description How far an attempt is, in the words of its own work. */
        Progress: {
            /** @description In its own words. */
            message: string;
            /**
             * Format: double
             * @description 0 to 100.
             */
            percent: number;
            reportedAt: components["schemas"]["Time"] | null;
        };
        /** @description A queue. */
        Queue: {
            /**
             * Format: int64
             * @description Where that is limited: tasks that have a place, from when they are let through until they end.
             *     More than `concurrency` when that was lowered under them.
             */
            admitted: number;
            /** @description Tasks by state, all nine. */
            byState: {
                [key: string]: number;
            };
            /**
             * Format: int32
             * @description How many of its tasks may be under way at once; null where that is not limited.
             */
            concurrency: number | null;
            /**
             * @description Its name.
             * @example default
             */
            name: string;
            /** @description Nothing of it is given to workers. */
            paused: boolean;
            /**
             * Format: int64
             * @description Where that is limited: queued tasks that wait for a place.
             */
            waiting: number;
        };
        /** @description Queues by name. */
        Queues: {
            /** @description Those that have, or had, tasks, and those with rules. */
            queues: components["schemas"]["Queue"][];
        };
        /** @description The least and the most. */
        Range: {
            /** Format: int64 */
            max: number;
            /** Format: int64 */
            min: number;
        };
        /** @description When a failed attempt is followed by another. */
        Retry: {
            /** @description How the wait grows. */
            backoff: components["schemas"]["Backoff"];
            /**
             * Format: double
             * @description The first wait.
             */
            delaySeconds: number;
            /**
             * Format: double
             * @description The longest wait.
             */
            maxDelaySeconds: number;
            /** @description Failures of these kinds are final. */
            neverOn: components["schemas"]["FailureKind"][];
        };
        /**
         * @description What a caller may do.
         * @enum {string}
         */
        Role: "worker" | "admin";
        /** @description A run. Its id is its task's: `/api/tasks/{id}` has its command, output and attempts. */
        Run: {
            /** @description What it counted, by name. */
            counters: {
                [key: string]: number;
            };
            createdAt: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description Of its command.
             */
            exitCode: number | null;
            failure: components["schemas"]["Failure"] | null;
            finishedAt: components["schemas"]["Time"] | null;
            /**
             * Format: uuid
             * @description The task.
             */
            id: string;
            /**
             * Format: uuid
             * @description The job.
             */
            jobId: string;
            /**
             * Format: int32
             * @description The version of the job that it was made of.
             */
            jobVersion: number;
            nominalAt: components["schemas"]["Time"] | null;
            startedAt: components["schemas"]["Time"] | null;
            /** @description Where it is. */
            state: components["schemas"]["State"];
            /** @description Why it was made. */
            trigger: components["schemas"]["Trigger"];
        };
        /** @description Which run of which job a task is. */
        RunOf: {
            /**
             * Format: uuid
             * @description The job.
             */
            jobId: string;
            /**
             * Format: int32
             * @description The version of the job that it was made of.
             */
            jobVersion: number;
            nominalAt: components["schemas"]["Time"] | null;
            /** @description Why it was made. */
            trigger: components["schemas"]["Trigger"];
        };
        /** @description A page of runs, newest first. */
        RunPage: {
            /** @description `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /** @description The runs. */
            runs: components["schemas"]["Run"][];
        };
        /** @description What the processes of an attempt use, together. */
        Sample: {
            /**
             * Format: double
             * @description Of one processor: 200 is two of them.
             */
            cpuPercent: number;
            /**
             * Format: int64
             * @description Resident memory.
             */
            memoryBytes: number;
            sampledAt: components["schemas"]["Time"] | null;
        };
        /** @description A wish that was taken. */
        Scaled: {
            /**
             * Format: int64
             * @description What was asked for.
             */
            count: number;
            /** @description Always true. */
            ok: boolean;
            /**
             * Format: int32
             * @description Workers that there are.
             */
            present: number;
            /**
             * Format: int32
             * @description Workers that there should be.
             */
            wanted: number;
        };
        /** @description What was accepted. */
        Scheduled: {
            scheduled_at: components["schemas"]["Time"] | null;
            /** @description Always `scheduled`. */
            status: components["schemas"]["Status"];
            /**
             * Format: uuid
             * @description The task.
             */
            task_id: string;
        };
        /**
         * @description What a schedule goes by.
         * @enum {string}
         */
        ScheduleKind: "none" | "cron" | "interval" | "calendar" | "once";
        /** @description What a schedule comes to. */
        SchedulePreview: {
            /**
             * @description The schedule in English.
             * @example at 09:00 on Monday to Friday
             */
            description: string;
            /** @description Its next times, earliest first. Those of an interval are as if each run took no time. */
            times: components["schemas"]["PreviewedTime"][];
        };
        /** @description A scheduler. */
        Scheduler: {
            /** @description What it does. */
            duties: string[];
            lastPassAt: components["schemas"]["Time"] | null;
            /** @description Its name. */
            name: string;
        };
        /**
         * @description How a schedule stands, whether or not its job is enabled.
         * @enum {string}
         */
        ScheduleState: "off" | "on" | "broken" | "ended";
        /** @description Who calls. */
        Session: {
            expiresAt: components["schemas"]["Time"] | null;
            /**
             * @description `kind:name`.
             * @example token:admin
             */
            principal: string;
            role: components["schemas"]["Role"] | null;
        };
        /** @description One thing that a part was told. */
        Setting: {
            /**
             * @description Section and name.
             * @example grpc.listen
             */
            key: string;
            /**
             * @description Who said so: a file, a variable, `flag` or `default`.
             * @example default
             */
            source: string;
            /** @description As text, secrets masked; empty when there is none. */
            value: string;
        };
        /** @description What a browser signs in with: one of the two */
        SignIn: {
            /** @description A one-time code of a sign-in link */
            code?: string;
            /** @description A token that the API takes as a bearer token */
            token?: string;
        };
        /** @description The pace of a simulated task. */
        Simulate: {
            /**
             * Format: double
             * @description From due to assigned; 1 when absent.
             */
            assignAfterSeconds?: number | null;
            /**
             * Format: double
             * @description Share of attempts that fail, 0 to 1; 0 when absent.
             */
            failureRate?: number | null;
            /**
             * Format: double
             * @description From running to its end; 5 when absent.
             */
            runForSeconds?: number | null;
            /**
             * Format: double
             * @description From assigned to running; 2 when absent.
             */
            startAfterSeconds?: number | null;
        };
        /**
         * @description Where a task is in its life.
         * @enum {string}
         */
        State: "waiting" | "scheduled" | "queued" | "assigned" | "running" | "completed" | "failed" | "canceled" | "paused";
        /** @description Tasks by status, and the workers. The four add up to the total. */
        Stats: {
            /** @description Tasks by state, all nine. */
            byState: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Completed ones.
             */
            completed_tasks: number;
            /**
             * Format: int64
             * @description Failed and canceled ones.
             */
            failed_tasks: number;
            /**
             * Format: int64
             * @description Waiting, scheduled, queued, assigned and paused ones.
             */
            pending_tasks: number;
            /**
             * Format: int64
             * @description Running ones.
             */
            running_tasks: number;
            /**
             * Format: int64
             * @description All that are kept.
             */
            total_tasks: number;
            /** @description Those that are there, and those that were within the last hour. */
            workers: components["schemas"]["Worker"][];
        };
        /**
         * @description A task's state in five words.
         * @enum {string}
         */
        Status: "scheduled" | "assigned" | "running" | "completed" | "failed";
        /**
         * @description Where a line of output came from.
         * @enum {string}
         */
        Stream: "stdout" | "stderr" | "system";
        /** @description What the whole is made of. */
        System: {
            /** @description The coordinators that live. */
            coordinators: components["schemas"]["Coordinator"][];
            /** @description The gateway that answers. */
            gateway: components["schemas"]["ThisGateway"];
            /** @description How large things may be. */
            limits: components["schemas"]["Limits"];
            /** @description Paths to go on with. */
            links: components["schemas"]["Links"];
            /** @description The schedulers that are known. */
            schedulers: components["schemas"]["Scheduler"][];
            /** @description `postgresql`, `sqlite` or `memory`. */
            store: string;
            /** @description Of the coordinator that was asked. */
            version: string;
        };
        /** @description A word that was taken. */
        Taken: {
            /** @description Always true. */
            ok: boolean;
        };
        /** @description All about a task. */
        TaskDetail: components["schemas"]["TaskItem"] & {
            /**
             * Format: int32
             * @description Claims so far.
             */
            attempt: number;
            /** @description Who asked for its end, `kind:name`. */
            canceledBy: string | null;
            /** @description What its attempts counted, all together. */
            counters: {
                [key: string]: number;
            };
            /** @description Who handed it in, `kind:name`. */
            createdBy: string;
            /** @description Names of its own variables; their values are not shown. */
            envNames: string[];
            /** @description Its worker stops it before anyone else may start it. */
            exclusive: boolean;
            /**
             * Format: int32
             * @description Of its latest attempt.
             */
            exitCode: number | null;
            failure: components["schemas"]["Failure"] | null;
            /**
             * Format: double
             * @description From SIGTERM to SIGKILL.
             */
            graceSeconds: number;
            /**
             * Format: double
             * @description How long an attempt may run while nothing is told of it; for ever when null.
             */
            heartbeatTimeoutSeconds: number | null;
            /** @description The client's; null when it gave none. */
            idempotencyKey: string | null;
            /** @description Words to find it by. */
            labels: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description Tries that it may have.
             */
            maxAttempts: number;
            /** @description Of the client's own. */
            metadata: Record<string, never>;
            /** @description Whose it is, `kind:name`. */
            owner: string;
            progress: components["schemas"]["Progress"] | null;
            /** @description Labels that its worker must have. */
            requiredLabels: {
                [key: string]: string;
            };
            /** @description What its work gave back. */
            result: components["schemas"]["Value"];
            /** @description What follows a failure. */
            retry: components["schemas"]["Retry"];
            run: components["schemas"]["RunOf"] | null;
            sample: components["schemas"]["Sample"] | null;
            simulate: components["schemas"]["Simulate"] | null;
            /**
             * Format: double
             * @description How long it may stay queued; for ever when null.
             */
            startTimeoutSeconds: number | null;
            /**
             * Format: double
             * @description Wall clock of an attempt.
             */
            timeoutSeconds: number;
            /** @description W3C trace id of the call that handed it in. */
            traceId: string | null;
            /**
             * Format: int32
             * @description Tries that count against `maxAttempts`.
             */
            triesUsed: number;
            worker: components["schemas"]["WorkerRef"] | null;
            /** @description Where its command starts; a fresh folder when null. */
            workingDir: string | null;
        };
        /** @description A task in a list. Stamps are those of its latest attempt. */
        TaskItem: {
            /**
             * Format: int64
             * @description Number of its worker.
             */
            assignedWorker: number | null;
            canceledAt: components["schemas"]["Time"] | null;
            /**
             * @description What a person reads as its command; empty for a noop.
             * @example echo hello
             */
            command: string;
            completedAt: components["schemas"]["Time"] | null;
            createdAt: components["schemas"]["Time"] | null;
            /** @description Why it failed, or `canceled by …`. */
            errorMessage: string | null;
            failedAt: components["schemas"]["Time"] | null;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * @description What kind of work it is, such as `shell`.
             * @example shell
             */
            kind: string;
            /**
             * @description For people; need not be unique. Empty when it has none.
             * @example nightly report
             */
            name: string;
            pickedAt: components["schemas"]["Time"] | null;
            /**
             * Format: int32
             * @description Its urgency: the higher, the sooner.
             */
            priority: number;
            /**
             * @description Its line.
             * @example default
             */
            queue: string;
            scheduledAt: components["schemas"]["Time"] | null;
            startedAt: components["schemas"]["Time"] | null;
            /** @description Its state. */
            state: components["schemas"]["State"];
            /** @description Its state in five words. */
            status: components["schemas"]["Status"];
        };
        /** @description A page of tasks, newest first. */
        TaskPage: {
            /** @description `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /** @description The page ended at the bound of what one call looks at, not because it was full. */
            partial?: boolean;
            /** @description The tasks. */
            tasks: components["schemas"]["TaskItem"][];
        };
        /** @description A task in five words and six stamps. */
        TaskStatus: {
            /**
             * Format: int64
             * @description Number of its worker.
             */
            assigned_worker: number | null;
            /** @description Its command. */
            command: string;
            completed_at: components["schemas"]["Time"] | null;
            /** @description Why it failed, or `canceled by …`. */
            error_message: string | null;
            failed_at: components["schemas"]["Time"] | null;
            picked_at: components["schemas"]["Time"] | null;
            scheduled_at: components["schemas"]["Time"] | null;
            started_at: components["schemas"]["Time"] | null;
            /** @description Its state in five words. */
            status: components["schemas"]["Status"];
            /**
             * Format: uuid
             * @description The task.
             */
            task_id: string;
        };
        /** @description The gateway that answers. */
        ThisGateway: {
            /** @description Coordinators that it calls. */
            coordinators: string[];
            /** @description Of its program. */
            version: string;
        };
        /**
         * Format: date-time
         * @description RFC 3339 with an offset; UTC with three decimals in answers
         * @example 2026-11-21T09:00:00.000Z
         */
        Time: string;
        /**
         * @description Why a run was made.
         * @enum {string}
         */
        Trigger: "manual" | "scheduled" | "catchup" | "api" | "check";
        /** @description Runs that are to come. */
        Upcoming: {
            /** @description Earliest first. */
            runs: components["schemas"]["UpcomingRun"][];
        };
        /** @description A run that is to come. */
        UpcomingRun: {
            at: components["schemas"]["Time"] | null;
            /**
             * Format: uuid
             * @description The job.
             */
            jobId: string;
            /** @description Its name. */
            jobName: string;
        };
        Value: unknown;
        /** @description A worker. */
        Worker: {
            /**
             * Format: double
             * @description Of its machine, 0 to 100.
             */
            cpuPercent: number;
            /**
             * Format: uuid
             * @description One of the tasks that it has.
             */
            currentTaskId: string | null;
            /** @description It takes nothing new. */
            draining: boolean;
            /** @description Its machine; in a container the container's id. */
            host: string;
            /**
             * Format: int64
             * @description A name keeps its number.
             */
            id: number;
            /** @description What tasks may require. */
            labels: {
                [key: string]: string;
            };
            lastActiveAt: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Of its own process.
             */
            memoryBytes: number;
            /**
             * Format: double
             * @description Of its machine, 0 to 100.
             */
            memoryPercent: number;
            /**
             * @description Its name.
             * @example worker-1
             */
            name: string;
            /** @description Queues that it serves. */
            queues: string[];
            registeredAt: components["schemas"]["Time"] | null;
            /** @description All tasks that it has. */
            running: string[];
            /**
             * Format: int64
             * @description How often a session was opened under its name.
             */
            session: number;
            /**
             * Format: int32
             * @description Tasks that it runs at once.
             */
            slots: number;
            /** @description Whether it is there and has work. */
            status: components["schemas"]["WorkerStatus"];
            /**
             * Format: int64
             * @description Tasks that it completed.
             */
            tasksCompleted: number;
            /**
             * Format: int64
             * @description Attempts of its own that failed.
             */
            tasksFailed: number;
            /** @description Of its program. */
            version: string;
        };
        /** @description A worker, by number and name. */
        WorkerRef: {
            /**
             * Format: int64
             * @description Its number; a name keeps it.
             */
            id: number;
            /**
             * @description Its name.
             * @example worker-1
             */
            name: string;
        };
        /** @description Workers, by number. */
        Workers: {
            /** @description The workers. */
            workers: components["schemas"]["Worker"][];
        };
        /**
         * @description Whether a worker is there and has work.
         * @enum {string}
         */
        WorkerStatus: "idle" | "busy" | "offline";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_activity: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Rows of a page, at most 1000; 50 when absent or 0 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the feed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fleet */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It works; `degraded` when not as it should */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not work */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Broken, or not */
                broken?: boolean;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Enabled, or not */
                enabled?: boolean;
                /** @description Jobs of a page; 50 when 0 or absent, 1000 at the most */
                limit?: number;
                /** @description Whose name begins with this, letters of either case */
                name?: string;
            };
            header?: {
                /** @description ETags of answers that the caller has */
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description Of this answer */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description The caller has this answer */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_job: {
        parameters: {
            query?: {
                /** @description All is checked as for the real call, and nothing is kept; false when absent */
                validateOnly?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description With `validateOnly`: the job as it would be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The job */
            201: {
                headers: {
                    /** @description Path of the job */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `name-taken`: another job has the name; `checks-not-ok`: its schedule may be switched on once all checks are ok */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags of answers that the caller has */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    /** @description Of this answer */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description The caller has this answer */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_job: {
        parameters: {
            query?: {
                /** @description All is checked as for the real call, and nothing is kept; false when absent */
                validateOnly?: boolean;
                /** @description Refused when the job has another version by now; any is good when absent */
                version?: number;
            };
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description The job; with `validateOnly` as it would be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `version-conflict`: somebody else set it meanwhile; `name-taken`: another job has the name; `checks-not-ok`: its schedule may be switched on once all checks are ok */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_job: {
        parameters: {
            query?: {
                /** @description What has not ended goes on, and stays, as a task of its own instead of being canceled; false when absent */
                keepRunning?: boolean;
                /** @description Its runs stay, as tasks; what has not ended is canceled, and stays, unless `keepRunning`; false when absent */
                keepRuns?: boolean;
            };
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedJob"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        /** @description Which; all when absent */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewChecks"] | null;
            };
        };
        responses: {
            /** @description They run */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    duplicate_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCopy"];
            };
        };
        responses: {
            /** @description The copy */
            201: {
                headers: {
                    /** @description Path of the copy */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `name-taken`: another job has the name */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_fires: {
        parameters: {
            query?: {
                /** @description Before this nominal time */
                before?: components["schemas"]["Time"];
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description At or after this nominal time */
                from?: components["schemas"]["Time"];
                /** @description Rows of a page; 50 when 0 or absent, 1000 at the most */
                limit?: number;
                /** @description With one of these outcomes; repeated, or with commas */
                outcome?: components["schemas"]["FireOutcome"][];
            };
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirePage"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key by the same caller is the same run of the job */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        /** @description What this run has different; may be absent */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewRun"] | null;
            };
        };
        responses: {
            /** @description The idempotency key was known: the run that has it */
            200: {
                headers: {
                    /** @description Path of the run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The run */
            201: {
                headers: {
                    /** @description Path of the run */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-taken`: the key belongs to a run with another body; `job-disabled`; `already-running`: a run has not ended, or one waits already, and the job lets no further one in; `checks-not-ok` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_job_runs: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Runs of a page; 50 when 0 or absent, 1000 at the most */
                limit?: number;
                /** @description In one of these states; repeated, or with commas */
                state?: components["schemas"]["State"][];
            };
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSchedule"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_schedule: {
        parameters: {
            query?: {
                /** @description All is checked as for the real call, and nothing is kept; false when absent */
                validateOnly?: boolean;
                /** @description Refused when the job has another version by now; any is good when absent */
                version?: number;
            };
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJobSchedule"];
            };
        };
        responses: {
            /** @description The job; with `validateOnly` as it would be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `version-conflict`: somebody else set the job meanwhile; `checks-not-ok`: the job requires checks, and there is none or not all of them are ok; the schedule stays as it was */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        /** @description From when; may be absent */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewComparison"] | null;
            };
        };
        responses: {
            /** @description What differs; nothing does when both lists are empty */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_versions: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Versions of a page; 50 when 0 or absent, 1000 at the most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The job */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobVersions"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_upcoming: {
        parameters: {
            query?: {
                /** @description Runs; 100 when 0 or absent, 1000 at the most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upcoming"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_queues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queues by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queues"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                queue: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRules"];
            };
        };
        responses: {
            /** @description The queue by its new rules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Of this job */
                jobId?: string;
                /** @description Runs of a page; 50 when 0 or absent, 1000 at the most */
                limit?: number;
                /** @description In one of these states; repeated, or with commas */
                state?: components["schemas"]["State"][];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such job */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key by the same caller is the same task */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            /** @description It is durable */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scheduled"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The idempotency key belongs to another body */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPreview"];
            };
        };
        responses: {
            /** @description The times */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchedulePreview"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in */
            204: {
                headers: {
                    /** @description The session */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not one of token and code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A token or code that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A page of another site asked, or the token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out */
            204: {
                headers: {
                    /** @description No session */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A page of another site asked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away: the session goes on */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    history: {
        parameters: {
            query?: {
                /** @description How far back */
                minutes?: number;
                /** @description One queue; all together when absent */
                queue?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The buckets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    status: {
        parameters: {
            query: {
                /** @description The task */
                task_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskStatus"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    system: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The parts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["System"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    configuration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys with what holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: {
                /** @description Accepted at this time or later */
                createdAfter?: components["schemas"]["Time"];
                /** @description Accepted earlier than this */
                createdBefore?: components["schemas"]["Time"];
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description A run, or a check, of this job */
                jobId?: string;
                /** @description Of this kind */
                kind?: string;
                /** @description With all of these labels, `name=value`; repeated */
                label?: string[];
                /** @description Tasks of a page; 50 when 0 or absent, 1000 at the most */
                limit?: number;
                /** @description Of this queue */
                queue?: string;
                /** @description In one of these states; repeated, or with commas */
                state?: components["schemas"]["State"][];
                /** @description In one of these five words; repeated, or with commas. With `state`, both must hold */
                status?: components["schemas"]["Status"][];
                /** @description Whose name or command begins with this, letters of either case */
                text?: string;
                /** @description Whose latest attempt was given to the worker of this name */
                worker?: string;
            };
            header?: {
                /** @description ETags of answers that the caller has */
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description Of this answer */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPage"];
                };
            };
            /** @description The caller has this answer */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key by the same caller is the same task */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTask"];
            };
        };
        responses: {
            /** @description The idempotency key was known: the task that has it */
            200: {
                headers: {
                    /** @description Path of the task */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description The accepted task */
            201: {
                headers: {
                    /** @description Path of the task */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The idempotency key belongs to another body */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags of answers that the caller has */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description Of this answer */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description The caller has this answer */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_attempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attempts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attempts"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_counters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCounts"];
            };
        };
        responses: {
            /** @description It counts */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has ended, or would have more than 100 counters, or more in one than 2^53 - 1 */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_logs: {
        parameters: {
            query?: {
                /** @description Only lines with a higher number */
                after?: number;
                /** @description Of this attempt; of the latest when 0 or absent */
                attempt?: number;
                /** @description Lines of a page; 1000 when 0 or absent, 10,000 at the most. A page of long lines may have fewer */
                limit?: number;
                /** @description Only of this stream */
                stream?: components["schemas"]["Stream"];
                /** @description Only so many of the last lines, 10,000 at the most; all when 0 or absent. With `after` those of them that are behind it, with `limit` the first so many of them. Of long lines a page may have the first of them only: go on with `next` */
                tail?: number;
            };
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lines"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_logs: {
        parameters: {
            query?: {
                /** @description Of this attempt; of the latest when 0 or absent */
                attempt?: number;
                /** @description Only of this stream */
                stream?: components["schemas"]["Stream"];
            };
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    /** @description A name for the file */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A worker has it, or it has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProgress"];
            };
        };
        responses: {
            /** @description It is told with the task */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not paused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The task */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDetail"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has neither failed nor been canceled, or is a run of a job: run the job again */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_tasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTasks"];
            };
        };
        responses: {
            /** @description All are durable */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_workers: {
        parameters: {
            query?: {
                /** @description Also those that have been offline for more than an hour */
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workers"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The worker's name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The worker */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such worker */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drain_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The worker's name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The worker */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such worker */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_worker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The worker's name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The worker */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worker"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such worker */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is about to stop */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No coordinator answers, or the store is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    kill_worker: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKill"];
            };
        };
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Killed"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-this-fleet`: this fleet did not start it; or the token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such worker */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `fleet-unavailable`: no scheduler keeps a fleet; or nobody answers */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was not gone after 20 s; the kill goes on */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scale_fleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSize"];
            };
        };
        responses: {
            /** @description The wish is durable */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scaled"];
                };
            };
            /** @description Fields or parameters are missing, wrong or unknown */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that is not accepted */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token may not make this call */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is too much under way */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A defect; the log says what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `fleet-unavailable`: no scheduler keeps a fleet; or nobody answers */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It took longer than it may */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can be called */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description It cannot be called for a moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
