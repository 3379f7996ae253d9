// The editor's API is mapped to this file when `core` is compiled. It is no module on purpose:
// importing "vscode" below `core` is a compile error.
