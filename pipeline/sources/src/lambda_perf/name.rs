//! Parser for function names: `lambda-perf-<function>[-<zip|image>][-<memory>-<arch>]`.

use schema::{Arch, Packaging};

/// Parts of a function name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FunctionName<'a> {
    /// Upstream's name of the runtime, such as `rust_on_provided_al2023`.
    pub(super) function: &'a str,
    /// Packaging type, if the name has it.
    pub(super) package: Option<Packaging>,
    /// Memory size in megabytes and architecture, if the name has them.
    pub(super) size: Option<(u32, Arch)>,
}

/// Parses `name`. A name of another form becomes the function as a whole.
pub(super) fn parse(name: &str) -> FunctionName<'_> {
    let rest = name.strip_prefix("lambda-perf-").unwrap_or(name);
    let (rest, size) = split_size(rest).map_or((rest, None), |(rest, size)| (rest, Some(size)));
    let split =
        rest.rsplit_once('-').and_then(|(function, package)| Some((function, parse_packaging(package)?)));
    let (function, package) = split.map_or((rest, None), |(function, package)| (function, Some(package)));
    FunctionName { function, package, size }
}

fn split_size(rest: &str) -> Option<(&str, (u32, Arch))> {
    let (rest, arch) = rest.rsplit_once('-')?;
    let (rest, memory) = rest.rsplit_once('-')?;
    Some((rest, (memory.parse().ok()?, parse_arch(arch)?)))
}

/// Parses upstream's name of an architecture.
pub(super) fn parse_arch(text: &str) -> Option<Arch> {
    match text {
        "x86_64" => Some(Arch::X86_64),
        "arm64" => Some(Arch::Arm64),
        _ => None,
    }
}

/// Parses upstream's name of a package type.
pub(super) fn parse_packaging(text: &str) -> Option<Packaging> {
    match text {
        "zip" => Some(Packaging::Zip),
        "image" => Some(Packaging::Image),
        _ => None,
    }
}

#[test]
fn function_names_of_all_years_are_parsed() {
    let check = |name: &str, function: &str, package, size| {
        assert_eq!(parse(name), FunctionName { function, package, size }, "{name}");
    };
    check("lambda-perf-go1x", "go1x", None, None);
    check("lambda-perf-java8-512-x86_64", "java8", None, Some((512, Arch::X86_64)));
    check(
        "lambda-perf-rust_on_provided_al2-image-128-arm64",
        "rust_on_provided_al2",
        Some(Packaging::Image),
        Some((128, Arch::Arm64)),
    );
    check(
        "lambda-perf-bun_layer-zip-256-x86_64",
        "bun_layer",
        Some(Packaging::Zip),
        Some((256, Arch::X86_64)),
    );
    check("something-else", "something-else", None, None);
    check("x-12-riscv", "x-12-riscv", None, None);
}
