//! Who may call what. A method without a row is refused to everybody.

/// What a caller has shown to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nothing.
    Anonymous,
    /// The holder of a join token.
    Worker,
    /// The holder of the admin token, or of a session that was opened with it.
    Admin,
    /// The command of one attempt, which may speak for its own task only.
    Task,
}

impl Role {
    /// Its number in databases and signed tokens; it never changes.
    pub const fn code(self) -> u8 {
        match self {
            Self::Anonymous => 0,
            Self::Worker => 1,
            Self::Admin => 2,
            Self::Task => 3,
        }
    }

    /// The role with this number; nothing for one that this release does not know.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Anonymous),
            1 => Some(Self::Worker),
            2 => Some(Self::Admin),
            3 => Some(Self::Task),
            _ => None,
        }
    }
}

/// Methods that need no token.
const OPEN: &[&str] = &[
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/Watch",
    "/taskmaster.v1.IdentityService/ExchangeSignInCode",
];

/// Methods of workers.
const WORKER: &[&str] = &["/taskmaster.v1.SessionService/OpenSession"];

/// Methods of the command of an attempt. Whoever serves one refuses any task but its own.
const TASK: &[&str] = &[
    "/taskmaster.v1.TaskService/AddCounters",
    "/taskmaster.v1.TaskService/GetTask",
    "/taskmaster.v1.TaskService/ReportProgress",
];

/// Methods of people and of what acts for them.
const ADMIN: &[&str] = &[
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/taskmaster.v1.ActivityService/ListActivity",
    "/taskmaster.v1.EventService/WatchEvents",
    "/taskmaster.v1.FleetService/GetFleet",
    "/taskmaster.v1.FleetService/KillWorker",
    "/taskmaster.v1.FleetService/ScaleFleet",
    "/taskmaster.v1.IdentityService/CreateSession",
    "/taskmaster.v1.IdentityService/CreateSignInCode",
    "/taskmaster.v1.IdentityService/EndSession",
    "/taskmaster.v1.IdentityService/GetCaller",
    "/taskmaster.v1.JobService/CheckJob",
    "/taskmaster.v1.JobService/CreateJob",
    "/taskmaster.v1.JobService/DeleteJob",
    "/taskmaster.v1.JobService/DuplicateJob",
    "/taskmaster.v1.JobService/GetJob",
    "/taskmaster.v1.JobService/ListFires",
    "/taskmaster.v1.JobService/ListJobVersions",
    "/taskmaster.v1.JobService/ListJobs",
    "/taskmaster.v1.JobService/ListRuns",
    "/taskmaster.v1.JobService/ListUpcoming",
    "/taskmaster.v1.JobService/PreviewSchedule",
    "/taskmaster.v1.JobService/RunJob",
    "/taskmaster.v1.JobService/SetJobSchedule",
    "/taskmaster.v1.JobService/UpdateJob",
    "/taskmaster.v1.JobService/VerifyJob",
    "/taskmaster.v1.QueueService/ListQueues",
    "/taskmaster.v1.QueueService/UpdateQueue",
    "/taskmaster.v1.SystemService/GetConfiguration",
    "/taskmaster.v1.SystemService/GetHealth",
    "/taskmaster.v1.SystemService/GetHistory",
    "/taskmaster.v1.SystemService/GetStatus",
    "/taskmaster.v1.SystemService/ListCoordinators",
    "/taskmaster.v1.TaskService/AddCounters",
    "/taskmaster.v1.TaskService/CancelTask",
    "/taskmaster.v1.TaskService/GetTask",
    "/taskmaster.v1.TaskService/ListAttempts",
    "/taskmaster.v1.TaskService/ListTasks",
    "/taskmaster.v1.TaskService/PauseTask",
    "/taskmaster.v1.TaskService/ReadOutput",
    "/taskmaster.v1.TaskService/ReportProgress",
    "/taskmaster.v1.TaskService/ResumeTask",
    "/taskmaster.v1.TaskService/RetryTask",
    "/taskmaster.v1.TaskService/SubmitTask",
    "/taskmaster.v1.TaskService/SubmitTasks",
    "/taskmaster.v1.TaskService/WatchTask",
    "/taskmaster.v1.WorkerService/DrainWorker",
    "/taskmaster.v1.WorkerService/ListWorkers",
    "/taskmaster.v1.WorkerService/ResumeWorker",
];

/// Whether `role` may call `method`, a path such as `/taskmaster.v1.TaskService/GetTask`.
pub fn may_call(role: Role, method: &str) -> bool {
    let listed = |rows: &[&str]| rows.contains(&method);
    match role {
        Role::Anonymous => listed(OPEN),
        Role::Worker => listed(OPEN) || listed(WORKER),
        Role::Admin => listed(OPEN) || listed(ADMIN),
        Role::Task => listed(OPEN) || listed(TASK),
    }
}

/// All methods that somebody may call.
pub fn methods() -> impl Iterator<Item = &'static str> {
    // What a command may call, an admin may call too.
    OPEN.iter().chain(WORKER).chain(ADMIN).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_cannot_do_what_an_admin_can_nor_the_other_way_round() {
        assert!(may_call(Role::Worker, "/taskmaster.v1.SessionService/OpenSession"));
        assert!(!may_call(Role::Admin, "/taskmaster.v1.SessionService/OpenSession"));
        assert!(!may_call(Role::Worker, "/taskmaster.v1.TaskService/SubmitTask"));
        assert!(!may_call(Role::Anonymous, "/taskmaster.v1.TaskService/SubmitTask"));
    }

    #[test]
    fn a_role_is_found_again_by_its_number() {
        for role in [Role::Anonymous, Role::Worker, Role::Admin, Role::Task] {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code(4), None);
    }

    #[test]
    fn an_unknown_method_is_refused_to_everybody() {
        for role in [Role::Anonymous, Role::Worker, Role::Admin, Role::Task] {
            assert!(!may_call(role, "/taskmaster.v1.TaskService/Nothing"));
        }
    }

    #[test]
    fn the_command_of_an_attempt_may_make_three_calls_that_an_admin_may_make_too() {
        let service = |method: &&str| method.starts_with("/taskmaster.v1.");
        let may: Vec<&str> =
            methods().filter(service).filter(|method| may_call(Role::Task, method)).collect();
        let open: Vec<&str> = OPEN.iter().copied().filter(service).collect();
        let own: Vec<&str> = may.into_iter().filter(|method| !open.contains(method)).collect();
        assert_eq!(own, TASK);
    }
}
