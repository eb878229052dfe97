//! Every anomaly of the results of `ClassiFaaS`, by name, with its outcome and reason.

use crate::tally::rules;

rules! {
    /// A class of files or records that needs a decision.
    pub(super) enum Rule {
        FreshSandbox: Accept, "fresh-sandbox",
            "newcontainer is 1: the first invocation in a new sandbox.";
        RestartedProcess: Flag, "restarted-process",
            "invocationCount is 1 and newcontainer is 0: a new process in an old sandbox. It is neither a cold start nor a warm invocation; its work is measured as any other.";
        UnansweredRequests: Flag, "unanswered-requests",
            "The log has fewer answers than requests were planned: the rest failed in all of up to seven retries. Records are the missing answers.";
        MemoryInBytes: Accept, "memory-in-bytes",
            "Lambda's records give memory in decimal bytes: 512000000 is the setting of 512 MB.";
        NullInWords: Accept, "null-in-words",
            "Alibaba's records of some regions write null where others leave a cell empty. Both are missing.";
        FunctionError: Quarantine, "function-error",
            "The platform reports an error of the function: its process ended, mostly on purpose after four invocations. The duration is not one of its work. The counts are in outcomes.csv.";
        FunctionTimeout: Quarantine, "function-timeout",
            "The platform stopped the invocation at its time limit: the duration is the limit. The counts are in outcomes.csv.";
        WorkloadNotNamed: Quarantine, "workload-not-named",
            "Lambda's records of the last stage name no workload, and five share a file: durations cannot be attributed. Init durations can, because the workloads share one package.";
        RepeatedRequest: Quarantine, "repeated-request",
            "The same request is in the file already.";
        HeaderDiffers: Quarantine, "header-differs",
            "The first line of the log names another cloud, region or memory size than its path.";
        UnknownForm: Quarantine, "unknown-form",
            "The columns, or the first line, are of no form that the adapter knows.";
        UnknownWorkload: Quarantine, "unknown-workload",
            "The record names a workload that the adapter does not know.";
        UnknownFunction: Quarantine, "unknown-function",
            "The record names a function whose region or memory size cannot be told from its name.";
        BadValue: Quarantine, "bad-value",
            "A duration or an init is not a number above 0.";
        BrokenRecord: Quarantine, "broken-record",
            "The line is not a whole record.";
        BrokenFile: Quarantine, "broken-file",
            "The file is empty or is not text.";
    }
}

#[test]
fn rules_have_different_names() {
    crate::tally::check::<Rule>();
}
