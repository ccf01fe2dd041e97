/** What is wrong with SQL that a client sent; its message is for the client. */
export class UserSqlError extends Error {}
