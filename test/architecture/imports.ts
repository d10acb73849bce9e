import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { packageOwners, rooms } from './rooms.ts';
import type { Room } from './rooms.ts';

export const root = join(import.meta.dirname, '..', '..');

/** Source files, tracked or not yet, by path from the root. */
export function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', '*.ts', '*.tsx'], { cwd: root });
  return listed
    .toString()
    .split('\n')
    .filter((path) => path !== '' && !path.startsWith('.config/') && existsSync(join(root, path)));
}

export interface Import {
  from: string;
  /** As written: `#contract/camera.ts`, `../x.ts`, `node:fs`, `knex`. */
  specifier: string;
  typeOnly: boolean;
}

/** Every import, export-from and dynamic import of a file. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      found.push({ from: path, specifier: node.moduleSpecifier.text, typeOnly });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ from: path, specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) {
        found.push({ from: path, specifier: argument.text, typeOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function roomOf(path: string): Room | null {
  const inside = rooms.filter(({ folder }) => path.startsWith(`${folder}/`));
  return inside.sort((a, b) => b.folder.length - a.folder.length)[0] ?? null;
}

/** What is wrong with one import, in a sentence; null when nothing is. */
export function judge(found: Import): string | null {
  const room = roomOf(found.from);
  if (room === null) return `${found.from} is in no room of the table`;
  const target = targetOf(found);
  if (target === null) return judgePackage(found);
  const allowed = [room.folder, ...room.mayImport, ...(found.typeOnly ? (room.mayImportTypesOf ?? []) : [])];
  const targetFolder = roomOf(target)?.folder ?? target;
  const fits = allowed.some((folder) => targetFolder === folder || target.startsWith(`${folder}/`));
  // `preload` itself must not become a door to the contract's neighbours, nor `test` to itself.
  return fits ? null : `${found.from} must not import ${target}: ${room.folder} may import ${allowed.join(', ')}`;
}

/** Path from the root; null for a package. */
function targetOf({ from, specifier }: Import): string | null {
  if (specifier.startsWith('#contract/')) return specifier.replace('#contract/', 'preload/contract/');
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(from), specifier));
  return null;
}

function judgePackage({ from, specifier }: Import): string | null {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const owners = packageOwners[name];
  if (from.startsWith('preload/contract/') && name !== 'zod')
    return `${from} must not import ${name}: the contract imports zod only`;
  if (owners === undefined || owners.some((folder) => from.startsWith(`${folder}/`))) return null;
  return `${from} must not import ${name}: only ${owners.join(', ')} may`;
}

export function allImports(): Import[] {
  return sourceFiles().flatMap((path) => importsOf(path, readFileSync(join(root, path), 'utf8')));
}
