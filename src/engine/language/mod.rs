//! rhai as the syntax of rules: the only folder, with `reference`, that names rhai.
//!
//! A script is lexed for exact spans ([`spans`]), held to the dialect ([`dialect`]), cut at its functions, and each body
//! is parsed by rhai and turned into our own syntax tree ([`parse`]).

pub mod dialect;
pub mod parse;
pub mod spans;

use rhai::packages::{CorePackage, LogicPackage, Package};
use rhai::{Engine, OptimizationLevel, Token};

use crate::source::{Source, Span};

/// The comments of a script, in order.
#[must_use]
pub fn comments(engine: &Engine, source: &Source) -> Vec<Span> {
    spans::Tokens::lex(engine, source).comments
}

/// A raw engine with the house's settings: no optimisation, decimals only, every limit set. Neither parsing nor running
/// depends on the build's defaults.
#[must_use]
pub fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    CorePackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_fast_operators(false);
    engine.set_max_operations(100_000);
    engine.set_max_call_levels(32);
    engine.set_max_expr_depths(128, 128);
    engine.set_max_string_size(64 * 1024);
    engine.set_max_array_size(0);
    engine.set_max_map_size(0);
    engine.set_max_variables(256);
    engine.set_max_functions(256);
    engine.set_max_modules(1);
    #[expect(deprecated, reason = "rhai marks this hook volatile; the version is pinned")]
    engine.on_parse_token(|token, _, _| match token {
        Token::IntegerConstant(number) => Token::DecimalConstant(Box::new((number.into(), number.to_string().into()))),
        other => other,
    });
    engine
}
