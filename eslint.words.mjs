// Words that no name has: their meaning was ours alone (docs/decisions/0024-words-and-rooms.md, docs/glossary.md).
const words = new Set(
  (
    'deed deeds keepsake keepsakes comeback comebacks goal survey errand errands spool spooled told said swatch face faces ' +
    'kit laid lay'
  ).split(' '),
);
/** Names that say nothing as a whole; inside a longer name they may. */
const names = new Set(
  (
    'means way ways ground narrows pinned packFrom standsIn lasts labelled spoken mostRows longestAsk atOnce patience ' +
    'partByPart isFree Caution Turns Free tell remembered'
  ).split(' '),
);

const parts = (name) =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])|_|(?<=[A-Z])(?=[A-Z][a-z])/).map((part) => part.toLowerCase());
const badPart = (name) => (names.has(name) ? name : parts(name).find((part) => words.has(part)));

/** Reports a declared name with such a word. Property keys in quotes are somebody's wire and are left alone. */
export const plainWords = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { word: '"{{name}}": use a term of the field instead of "{{word}}" (docs/glossary.md).' },
  },
  create(context) {
    const check = (node) => {
      if (node?.type !== 'Identifier') return;
      const word = badPart(node.name);
      if (word !== undefined) context.report({ node, messageId: 'word', data: { name: node.name, word } });
    };
    const checkKey = (node) => {
      if (!node.computed) check(node.key);
    };
    return {
      VariableDeclarator: ({ id }) => check(id),
      'FunctionDeclaration, FunctionExpression, ArrowFunctionExpression, TSDeclareFunction': ({ id, params }) => {
        check(id);
        for (const param of params) check(param.type === 'AssignmentPattern' ? param.left : param);
      },
      'ClassDeclaration, TSInterfaceDeclaration, TSTypeAliasDeclaration, TSEnumDeclaration': ({ id }) => check(id),
      'PropertyDefinition, MethodDefinition, TSPropertySignature, TSMethodSignature': checkKey,
      'ObjectPattern > Property': ({ value }) => check(value.type === 'AssignmentPattern' ? value.left : value),
      'TSParameterProperty > Identifier': check,
    };
  },
};
