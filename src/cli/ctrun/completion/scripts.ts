// The completion functions for shells. They know nothing of ctrun's options: each time they ask `ctrun complete`.
//
// It answers with a line `WORD<tab>MEANING` for each candidate, or with `:file` or `:directory` for the shell's own paths.

export const SHELLS = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof SHELLS)[number];

/** Of each shell: what to put where it is read at start. */
export const INSTALLATION: Readonly<Record<Shell, string>> = {
  bash: "ctrun completion bash > /etc/bash_completion.d/ctrun",
  zsh: 'ctrun completion zsh > "${fpath[1]}/_ctrun"',
  fish: "ctrun completion fish > ~/.config/fish/completions/ctrun.fish",
};

const BASH = `# bash completion for ctrun
_ctrun() {
    local current=\${COMP_WORDS[COMP_CWORD]} line answer
    # The line up to the cursor, split at blanks only: COMP_WORDS is split at "=" and ":", too.
    local -a words
    read -r -a words <<< "\${COMP_LINE:0:COMP_POINT}"
    [[ \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=("")
    COMPREPLY=()
    answer=$("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null) || return
    case $answer in
        :file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        :directory) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    esac
    # What bash takes for the current word may begin behind a "=".
    local whole=\${words[-1]} prefix
    prefix=\${whole%"$current"}
    [[ $current == = ]] && prefix=$whole
    while IFS=$'\\t' read -r line _; do
        [[ -n $line ]] && COMPREPLY+=("\${line#"$prefix"}")
    done <<< "$answer"
}
complete -F _ctrun ctrun
`;

const ZSH = `#compdef ctrun
# zsh completion for ctrun
_ctrun() {
    local answer line word meaning
    local -a candidates
    answer=$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null) || return
    case $answer in
        :file) _files; return ;;
        :directory) _files -/; return ;;
    esac
    for line in \${(f)answer}; do
        word=\${\${line%%$'\\t'*}//:/\\\\:} meaning=\${line#*$'\\t'}
        candidates+=("$word\${meaning:+:$meaning}")
    done
    _describe ctrun candidates
}
if [ "$funcstack[1]" = "_ctrun" ]; then _ctrun "$@"; else compdef _ctrun ctrun; fi
`;

const FISH = `# fish completion for ctrun
function __ctrun_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
    set -l answer ($words[1] complete -- $words[2..-1] 2>/dev/null)
    switch "$answer[1]"
        case :file
            __fish_complete_path (commandline --current-token)
        case :directory
            __fish_complete_directories (commandline --current-token)
        case '*'
            string join -- \\n $answer
    end
end
complete --command ctrun --no-files --arguments '(__ctrun_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
