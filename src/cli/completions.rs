//! `plumb completions`: what a shell needs to complete the commands of `plumb`.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Answer, Arguments, Exit};

/// Print what a shell needs to complete commands and options.
#[derive(Debug, Args)]
#[command(after_help = "Put it where the shell looks, once:\n  \
    bash        plumb completions bash > ~/.local/share/bash-completion/completions/plumb\n  \
    zsh         plumb completions zsh > ~/.zfunc/_plumb\n              \
                with `fpath+=(~/.zfunc)` before `compinit` in ~/.zshrc\n  \
    fish        plumb completions fish > ~/.config/fish/completions/plumb.fish\n  \
    powershell  plumb completions powershell >> $PROFILE\n  \
    elvish      plumb completions elvish >> ~/.config/elvish/rc.elv")]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Runs the command.
    pub fn run(&self) -> Answer {
        let mut out = Vec::new();
        generate(self.shell, &mut Arguments::command(), "plumb", &mut out);
        let out = String::from_utf8(out).expect("internal: a script that is no text");
        Answer { out, err: String::new(), exit: Exit::Fine }
    }
}
