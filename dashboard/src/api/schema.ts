// Made from gateway/openapi.json by `npm run schema`. Do not edit.

export interface paths {
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
         * Signs a browser in: the answer sets the cookie `taskmaster_session`, which stands for the
         *     token from then on. A code can be used once. Needs no token.
         */
        post: operations["sign_in"];
        /** Signs a browser out: the answer removes the cookie. Needs no token. */
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
         *     be the same, 1 to 255 visible ASCII characters): the answer to the second is 200 with the task of the first. Without one the gateway makes its own, which it
         *     does not show, so that the loss of a coordinator never makes two tasks of one call.
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
        /** Gives a failed or canceled task one more life, with all its tries. */
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
            command?: null;
            /** @enum {unknown} */
            kind: "noop";
            simulate?: null;
        };
        /** @description Tasks that are handed in together. */
        NewTasks: {
            /** @description 1 to 10,000. */
            tasks: components["schemas"]["NewTask"][];
        };
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
            /** @description Tasks by state, all nine. */
            byState: {
                [key: string]: number;
            };
            /**
             * @description Its name.
             * @example default
             */
            name: string;
            /** @description Nothing of it is given to workers. */
            paused: boolean;
        };
        /** @description Queues by name. */
        Queues: {
            /** @description Those that have, or had, tasks. */
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
        /** @description A scheduler. */
        Scheduler: {
            /** @description What it does. */
            duties: string[];
            lastPassAt: components["schemas"]["Time"] | null;
            /** @description Its name. */
            name: string;
        };
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
        /** @description All about a task. */
        TaskDetail: components["schemas"]["TaskItem"] & {
            /**
             * Format: int32
             * @description Claims so far.
             */
            attempt: number;
            /** @description Who asked for its end, `kind:name`. */
            canceledBy: string | null;
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
            /** @description For people; need not be unique. */
            name: string;
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
    list_tasks: {
        parameters: {
            query?: {
                /** @description Accepted later than this */
                createdAfter?: components["schemas"]["Time"];
                /** @description Accepted earlier than this */
                createdBefore?: components["schemas"]["Time"];
                /** @description `nextCursor` of the page before */
                cursor?: string;
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
            /** @description It has neither failed nor been canceled */
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
